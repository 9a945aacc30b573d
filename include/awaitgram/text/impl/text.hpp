// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/text/detail/date_format.hpp>
#include <awaitgram/text/detail/utf8.hpp>
#include <awaitgram/text/error.hpp>
#include <awaitgram/text/text.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace awaitgram {

AWAITGRAM_DECL text_ref::text_ref(const text& formatted) noexcept
    : chars_(formatted.str()), formatted_(&formatted) {}

AWAITGRAM_DECL void markup_argument::write(std::int64_t number) noexcept {
    size_ = static_cast<std::size_t>(
        std::to_chars(digits_, digits_ + sizeof digits_, number).ptr - digits_
    );
}
AWAITGRAM_DECL void markup_argument::write(std::uint64_t number) noexcept {
    size_ = static_cast<std::size_t>(
        std::to_chars(digits_, digits_ + sizeof digits_, number).ptr - digits_
    );
}
AWAITGRAM_DECL void markup_argument::write(double number) noexcept {
    size_ = static_cast<std::size_t>(
        std::to_chars(digits_, digits_ + sizeof digits_, number).ptr - digits_
    );
}

AWAITGRAM_DECL text& text::append(text_ref content) & {
    const auto at = chars_.size();
    // Both may be this text itself.
    if (const auto* whole = content.formatted()) {
        const auto count = whole->entities_.size();
        entities_.reserve(entities_.size() + count);
        for (std::size_t i = 0; i != count; ++i) {
            entities_.push_back(whole->entities_[i]);
            entities_.back().offset += at;
        }
    }
    chars_.append(content.chars());
    return *this;
}

AWAITGRAM_DECL text& text::add_entity(text_entity entity, text_ref content) {
    // Before those inside of it.
    const auto place = entities_.size();
    entity.offset = chars_.size();
    entity.length = content.chars().size();
    if (content.formatted() == this)
        return add_entity(std::move(entity), text(content));
    entities_.push_back(std::move(entity));
    if (content.empty())
        entities_.resize(place);
    return append(content);
}

AWAITGRAM_DECL text& text::pre(text_ref content, std::string_view language) & {
    return add_entity({0, 0, entity_kind::code_block, 0, 0, std::string{language}}, content);
}

AWAITGRAM_DECL text& text::expandable_quote(text_ref content) & {
    return add_entity({0, 0, entity_kind::blockquote, entity_flags::collapsed}, content);
}

AWAITGRAM_DECL text& text::link(text_ref content, std::string_view url) & {
    return add_entity({0, 0, entity_kind::link, 0, 0, std::string{url}}, content);
}

AWAITGRAM_DECL text& text::mention(text_ref content, std::int64_t user_id) & {
    return add_entity({0, 0, entity_kind::user_mention, 0, user_id}, content);
}

AWAITGRAM_DECL text& text::emoji(text_ref fallback, std::int64_t document_id) & {
    return add_entity({0, 0, entity_kind::custom_emoji, 0, document_id}, fallback);
}

AWAITGRAM_DECL text&
text::date(text_ref content, std::int32_t unix_time, std::string_view format) & {
    const auto flags = detail::date_flags(format);
    if (!flags)
        throw std::system_error(
            make_error_code(text_errc::invalid_date_format),
            "the format \"" + std::string{format} + "\""
        );
    return add_entity({0, 0, entity_kind::date, *flags, unix_time}, content);
}

AWAITGRAM_DECL std::string_view text::slice(const text_entity& entity) const noexcept {
    const std::string_view whole = chars_;
    const auto from = std::min(entity.offset, whole.size());
    return whole.substr(from, std::min(entity.length, whole.size() - from));
}

AWAITGRAM_DECL std::size_t text::units() const noexcept {
    return detail::utf16_length(chars_);
}

} // namespace awaitgram
