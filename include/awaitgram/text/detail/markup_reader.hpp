// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/result.hpp>
#include <awaitgram/text/detail/entities.hpp>
#include <awaitgram/text/detail/utf8.hpp>
#include <awaitgram/text/error.hpp>
#include <awaitgram/text/text.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram::detail {

using markup_result = result<text, markup_problem>;

/// A markup, and the arguments of its placeholders; without arguments, braces are ordinary characters.
struct markup_source {
    std::string_view source{};
    const markup_argument* arguments = nullptr;
    std::size_t count = 0;
};

/// The bytes that mean something in a markup.
using byte_set = std::array<bool, 256>;

[[nodiscard]] constexpr byte_set set_of(std::string_view bytes) noexcept {
    byte_set set{};
    for (const auto byte : bytes)
        set[static_cast<unsigned char>(byte)] = true;
    return set;
}

/// Where a link leads.
struct link_target {
    entity_kind kind = entity_kind::link;
    std::int64_t number = 0;
    std::string url{};
};

/// The number after `prefix`, if the address is `prefix`, a number and perhaps further parameters.
[[nodiscard]] std::optional<std::int64_t>
number_in_link(std::string_view url, std::string_view prefix) noexcept;

/// The target of a link as the Bot API reads it; nothing for an address that it ignores.
[[nodiscard]] std::optional<link_target> checked_link(std::string_view url);

/// The entity that an address `tg://emoji?id=` or `tg://time?unix=` stands for, without its place.
[[nodiscard]] std::optional<text_entity> pictured_link(std::string_view url);

/// The entity of a date with these attributes, without its place.
[[nodiscard]] std::optional<text_entity>
date_entity(std::string_view unix_time, std::string_view format);

/// What readers of markup have in common: the source, the text so far, and the first problem.
class markup_reader {
public:
    explicit markup_reader(markup_source from) : from_(from), source_(from.source) {
        chars_.reserve(source_.size());
    }

protected:
    /// Whether the source is a text at all; else there is a problem.
    [[nodiscard]] bool is_text();

    /// A byte of the source; zero behind its end.
    [[nodiscard]] char at(std::size_t place) const noexcept {
        return place < source_.size() ? source_[place] : '\0';
    }
    [[nodiscard]] bool begins(std::size_t place, std::string_view with) const noexcept {
        return source_.size() - place >= with.size() &&
               source_.compare(place, with.size(), with) == 0;
    }
    /// Whether a byte can begin a placeholder.
    [[nodiscard]] bool is_brace(char letter) const noexcept {
        return from_.count != 0 && (letter == '{' || letter == '}');
    }

    /// Copies bytes to the text until one that is in the set, or a brace. No letter, digit or space is in a set.
    void copy_until(const byte_set& special) {
        const auto begin = place_;
        place_ += plain_run(source_, place_);
        while (place_ < source_.size() && !special[static_cast<unsigned char>(source_[place_])] &&
               !is_brace(source_[place_]))
            ++place_;
        chars_.append(source_.data() + begin, place_ - begin);
    }

    /// Puts the argument of the placeholder at `place_` into the text, with its entities.
    bool insert_argument();
    /// Puts it into another string, such as an address.
    bool insert_argument(std::string& to);

    /// The number of bytes of the entity that began at `offset`.
    [[nodiscard]] std::size_t length_from(std::size_t offset) const noexcept {
        return chars_.size() - offset;
    }
    void add(text_entity entity, std::size_t offset) {
        entity.offset = offset;
        entity.length = length_from(offset);
        if (entities_.empty())
            entities_.reserve(16);
        entities_.push_back(std::move(entity));
    }

    /// Reports a problem, the first one alone; returns false.
    bool
    refuse(text_errc code, std::size_t offset, std::string sentence, std::string expected = {});

    /// The text, sorted; or the problem.
    [[nodiscard]] markup_result finish();
    /// The same without blanks around it.
    [[nodiscard]] markup_result finish_stripped();

    markup_source from_;
    std::string_view source_;
    std::size_t place_ = 0;
    std::string chars_{};
    std::vector<text_entity> entities_{};

private:
    [[nodiscard]] std::optional<text_ref> next_argument(char& brace);

    std::size_t next_ = 0;
    std::uint64_t used_ = 0;
    std::optional<markup_problem> problem_{};
};

[[nodiscard]] markup_result read_html(markup_source source);
[[nodiscard]] markup_result read_markdown(markup_source source);
[[nodiscard]] markup_result read_pyrogram_html(markup_source source);
[[nodiscard]] markup_result read_pyrogram_markdown(markup_source source);

[[nodiscard]] constexpr bool is_space(char letter) noexcept {
    return letter == ' ' || (letter >= '\t' && letter <= '\r');
}
[[nodiscard]] constexpr char lower(char letter) noexcept {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}
[[nodiscard]] constexpr bool is_decimal(char letter) noexcept {
    return letter >= '0' && letter <= '9';
}
[[nodiscard]] constexpr bool is_latin(char letter) noexcept {
    return lower(letter) >= 'a' && lower(letter) <= 'z';
}

} // namespace awaitgram::detail
