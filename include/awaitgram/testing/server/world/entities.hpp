// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace awaitgram::testing {

/// The length of a text in UTF-16 code units, the unit of Telegram's limits.
[[nodiscard]] inline std::int64_t length_in_utf16(std::string_view text) noexcept {
    std::int64_t length = 0;
    for (const auto character : text) {
        const auto byte = static_cast<unsigned char>(character);
        length += (byte & 0xc0) != 0x80;
        length += byte >= 0xf0;
    }
    return length;
}

/// Finds what Telegram marks in a plain text: mentions, hashtags, cashtags, commands of bots, web and mail addresses.
///
/// A simplification of Telegram's rules that is exact for usual texts. A web address begins with a scheme, or ends in one of the
/// most usual top-level domains.
class entity_finder {
public:
    explicit entity_finder(std::string_view text) : text_(text) {}

    [[nodiscard]] tl::vector<api::MessageEntity> find() {
        while (at_ < text_.size()) {
            const auto size = match();
            advance(size != 0 ? size : 1);
        }
        return std::move(entities_);
    }

private:
    static bool is_digit(char c) { return c >= '0' && c <= '9'; }
    static bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
    static bool is_letter(char c) { return is_upper(c) || (c >= 'a' && c <= 'z'); }
    static bool is_name(char c) { return is_letter(c) || is_digit(c) || c == '_'; }
    /// A part of a word, in whatever language.
    static bool is_word(char c) { return is_name(c) || static_cast<unsigned char>(c) >= 0x80; }
    static bool is_host(char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '.'; }
    static bool is_mailbox(char c) { return is_host(c) || c == '_' || c == '+'; }
    static bool is_in_address(char c) {
        return static_cast<unsigned char>(c) > ' ' && c != '"' && c != '<' && c != '>';
    }

    /// The length of the run from `from` on, without anything from `most` on.
    template <class Belongs>
    [[nodiscard]] std::size_t run(std::size_t from, Belongs belongs) const {
        auto end = from;
        while (end < text_.size() && belongs(text_[end]))
            ++end;
        return end - from;
    }

    [[nodiscard]] bool ends_at(std::size_t at, std::string_view not_before = {}) const {
        return at >= text_.size() ||
               (!is_word(text_[at]) && not_before.find(text_[at]) == not_before.npos);
    }

    void advance(std::size_t size) {
        offset_ += static_cast<std::int32_t>(length_in_utf16(text_.substr(at_, size)));
        at_ += size;
    }

    template <class Entity>
    std::size_t add(std::size_t size) {
        Entity entity;
        entity.offset = offset_;
        entity.length = static_cast<std::int32_t>(length_in_utf16(text_.substr(at_, size)));
        entities_.push_back(std::move(entity));
        return size;
    }

    /// The size of the entity that begins here, or of the text that is not to be looked at again; 0 when there is none.
    std::size_t match() {
        if (at_ != 0 && is_word(text_[at_ - 1]))
            return 0;
        switch (text_[at_]) {
        case '@':
            return mention();
        case '#':
            return hashtag();
        case '$':
            return cashtag();
        case '/':
            return command();
        default:
            return is_name(text_[at_]) ? address() : 0;
        }
    }

    std::size_t mention() {
        const auto name = run(at_ + 1, is_name);
        const auto good = name >= 3 && name <= 32 && ends_at(at_ + 1 + name);
        return good ? add<api::messageEntityMention>(1 + name) : 0;
    }

    std::size_t hashtag() {
        const auto size = run(at_ + 1, is_word);
        const auto tag = text_.substr(at_ + 1, size);
        if (size == 0 || length_in_utf16(tag) > 256 ||
            std::all_of(tag.begin(), tag.end(), is_digit))
            return 0;
        return add<api::messageEntityHashtag>(1 + size);
    }

    std::size_t cashtag() {
        const auto size = run(at_ + 1, is_upper);
        return size >= 1 && size <= 8 && ends_at(at_ + 1 + size)
                   ? add<api::messageEntityCashtag>(1 + size)
                   : 0;
    }

    std::size_t command() {
        if (at_ != 0 && std::string_view{"/<>"}.find(text_[at_ - 1]) != std::string_view::npos)
            return 0;
        auto size = 1 + run(at_ + 1, is_name);
        if (size == 1 || size > 65)
            return 0;
        if (at_ + size < text_.size() && text_[at_ + size] == '@') {
            const auto name = run(at_ + size + 1, is_name);
            if (name >= 3 && name <= 32)
                size += 1 + name;
        }
        return ends_at(at_ + size, "/<>") ? add<api::messageEntityBotCommand>(size) : 0;
    }

    /// Whether a host ends in a domain that is usual in texts.
    [[nodiscard]] static bool is_usual_host(std::string_view host) {
        const auto dot = host.rfind('.');
        if (dot == host.npos || dot == 0 || host.front() == '-')
            return false;
        for (const auto* usual :
             {"com", "org", "net", "io", "me", "dev", "app", "info", "de", "ru", "uk", "eu"})
            if (host.substr(dot + 1) == usual)
                return true;
        return false;
    }

    std::size_t address() {
        for (const std::string_view scheme : {"http://", "https://", "ftp://", "tg://", "ton://"})
            if (text_.substr(at_, scheme.size()) == scheme)
                return address_from(scheme.size());
        const auto mailbox = run(at_, is_mailbox);
        const auto after = at_ + mailbox;
        if (after < text_.size() && text_[after] == '@') {
            const auto host = trimmed(after + 1, run(after + 1, is_host));
            const auto dot = text_.substr(after + 1, host).find('.');
            if (dot != std::string_view::npos && dot != 0 && ends_at(after + 1 + host))
                return add<api::messageEntityEmail>(mailbox + 1 + host);
            return 0;
        }
        const auto host = trimmed(at_, run(at_, is_host));
        if (is_usual_host(text_.substr(at_, host)) && ends_at(at_ + host))
            return address_from(host);
        return std::max<std::size_t>(run(at_, is_name), 1); // a word without a meaning
    }

    /// A web address whose first part, a scheme or a host, is known.
    std::size_t address_from(std::size_t first) {
        auto end = at_ + first;
        const auto scheme = text_[end - 1] == '/';
        if (scheme || (end < text_.size() &&
                       std::string_view{"/?#:"}.find(text_[end]) != std::string_view::npos))
            end += run(end, is_in_address);
        const auto size = trimmed(at_, end - at_);
        return size > first || !scheme ? add<api::messageEntityUrl>(size) : first;
    }

    /// The size without the punctuation that belongs to the sentence.
    [[nodiscard]] std::size_t trimmed(std::size_t from, std::size_t size) const {
        constexpr std::string_view punctuation = ".,:;!?)]}'\"";
        while (size != 0 && punctuation.find(text_[from + size - 1]) != punctuation.npos)
            --size;
        return size;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::int32_t offset_ = 0; // of `at_` in UTF-16
    tl::vector<api::MessageEntity> entities_{};
};

/// The entities that a client gave a text, and those of the plain text that do not collide with them, in their order.
[[nodiscard]] inline tl::vector<api::MessageEntity>
with_found_entities(std::string_view text, const tl::vector<api::MessageEntity>& given) {
    const auto is_style = [](const api::MessageEntity& entity) {
        return entity.is<api::messageEntityBold>() || entity.is<api::messageEntityItalic>() ||
               entity.is<api::messageEntityUnderline>() || entity.is<api::messageEntityStrike>() ||
               entity.is<api::messageEntitySpoiler>() || entity.is<api::messageEntityBlockquote>();
    };
    const auto collides = [&](const api::MessageEntity& with) {
        return std::any_of(given.begin(), given.end(), [&](const api::MessageEntity& one) {
            return !is_style(one) && *one.offset() < *with.offset() + *with.length() &&
                   *with.offset() < *one.offset() + *one.length();
        });
    };
    auto all = given;
    for (const auto& found : entity_finder{text}.find())
        if (!collides(found))
            all.push_back(found);
    std::stable_sort(all.begin(), all.end(), [](const auto& left, const auto& right) {
        return std::pair{*left.offset(), -*left.length()} <
               std::pair{*right.offset(), -*right.length()};
    });
    return all;
}

} // namespace awaitgram::testing
