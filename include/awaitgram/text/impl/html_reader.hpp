// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/text/detail/html_reader.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram::detail {

AWAITGRAM_DECL const html_tag* find_tag(std::string_view name) noexcept {
    for (const auto& each : html_tags)
        if (each.name == name)
            return &each;
    return nullptr;
}

AWAITGRAM_DECL std::uint32_t html_reader::read_reference(std::size_t& place) const noexcept {
    auto end = place + 1;
    std::uint32_t character = 0;
    if (at(end) == '#') {
        ++end;
        const auto hexadecimal = at(end) == 'x';
        end += hexadecimal ? 1 : 0;
        for (;; ++end) {
            const auto digit = at(end);
            if (is_decimal(digit))
                character =
                    character * (hexadecimal ? 16 : 10) + static_cast<std::uint32_t>(digit - '0');
            else if (hexadecimal && lower(digit) >= 'a' && lower(digit) <= 'f')
                character = character * 16 + static_cast<std::uint32_t>(lower(digit) - 'a' + 10);
            else
                break;
        }
        const auto surrogate = character >= 0xD800 && character < 0xE000;
        if (character == 0 || character >= 0x10FFFF || surrogate || end - place >= 10)
            return 0;
    } else {
        while (end < place + 6 && is_latin(at(end)))
            ++end;
        const auto name = source_.substr(place + 1, end - place - 1);
        character = name == "lt"     ? '<'
                    : name == "gt"   ? '>'
                    : name == "amp"  ? '&'
                    : name == "quot" ? '"'
                                     : 0;
        if (character == 0)
            return 0;
    }
    place = at(end) == ';' ? end + 1 : end;
    return character;
}

AWAITGRAM_DECL bool html_reader::read_piece() {
    static constexpr auto special = set_of("<&");
    copy_until(special);
    if (place_ == source_.size())
        return true;
    if (source_[place_] == '&') {
        if (const auto character = read_reference(place_); character != 0)
            append_character(chars_, character);
        else
            chars_.push_back(source_[place_++]);
        return true;
    }
    return is_brace(source_[place_]) ? insert_argument() : read_tag();
}

AWAITGRAM_DECL bool html_reader::read_value(std::string& value, tag_error& wrong) {
    const auto quote = at(place_);
    if (quote != '"' && quote != '\'') {
        const auto begin = place_;
        const auto is_name = [](char letter) {
            return is_latin(letter) || is_decimal(letter) || letter == '.' || letter == '-';
        };
        for (; is_name(at(place_)) || is_brace(at(place_));) {
            if (!is_brace(at(place_)))
                value.push_back(lower(source_[place_++]));
            else if (!insert_argument(value))
                return false;
        }
        if (!is_space(at(place_)) && at(place_) != '>') {
            wrong = {tag_error::kind::name_token, begin};
            return false;
        }
        return true;
    }
    ++place_;
    while (place_ < source_.size() && source_[place_] != quote) {
        const auto letter = source_[place_];
        if (is_brace(letter)) {
            if (!insert_argument(value))
                return false;
        } else if (const auto character = letter == '&' ? read_reference(place_) : 0;
                   character != 0) {
            append_character(value, character);
        } else {
            value.push_back(letter);
            ++place_;
        }
    }
    if (place_ < source_.size())
        ++place_;
    return true;
}

AWAITGRAM_DECL void
html_reader::take_attribute(open_tag& tag, std::string_view name, std::string value) const {
    switch (tag.tag->what) {
    case tag_kind::link:
        if (name == "href")
            tag.value = std::move(value);
        break;
    case tag_kind::code:
        if (name == "class" && value.starts_with("language-"))
            tag.value = value.substr(9);
        break;
    case tag_kind::pre:
        if (name == "language" || name == "lang")
            tag.value = std::move(value);
        break;
    case tag_kind::span:
        if (name == "class" && value.starts_with("tg-"))
            tag.value = value.substr(3);
        break;
    case tag_kind::emoji:
        if (name == "emoji-id" || name == "id")
            tag.value = std::move(value);
        break;
    case tag_kind::date:
        if (name == "unix" || name == "datetime")
            tag.value = std::move(value);
        else if (name == "format")
            tag.format = std::move(value);
        break;
    case tag_kind::quote:
        if (name == "expandable" || name == "collapsible")
            tag.value = "1";
        break;
    case tag_kind::style:
        break;
    }
}

AWAITGRAM_DECL bool html_reader::read_attributes(open_tag& tag, tag_error& wrong) {
    const auto is_name = [](char letter) {
        return !is_space(letter) && letter != '=' && letter != '>' && letter != '/' &&
               letter != '"' && letter != '\'';
    };
    const auto skip = [this] {
        while (is_space(at(place_)))
            ++place_;
    };
    const auto at_end = [this] { return place_ >= source_.size(); };
    for (skip(); at(place_) != '>'; skip()) {
        const auto begin = place_;
        while (!at_end() && is_name(source_[place_]))
            ++place_;
        const auto name = source_.substr(begin, place_ - begin);
        if (at_end()) {
            wrong = {tag_error::kind::unclosed, 0};
            return false;
        }
        if (name.empty()) {
            wrong = {tag_error::kind::no_name, 0};
            return false;
        }
        skip();
        std::string value;
        if (at(place_) == '=') {
            ++place_;
            skip();
            if (!read_value(value, wrong))
                return false;
        }
        if (at_end()) {
            wrong = {tag_error::kind::unclosed, 0};
            return false;
        }
        if (tag.tag != nullptr)
            take_attribute(tag, name, std::move(value));
    }
    ++place_;
    return true;
}

AWAITGRAM_DECL std::optional<text_entity> html_reader::entity_of(open_tag& tag) const {
    text_entity entity;
    entity.kind = tag.tag->entity;
    switch (tag.tag->what) {
    case tag_kind::style:
    case tag_kind::span:
        break;
    case tag_kind::quote:
        entity.flags = tag.value.empty() ? 0 : entity_flags::collapsed;
        break;
    case tag_kind::code:
    case tag_kind::pre:
        entity.argument = std::move(tag.value);
        break;
    case tag_kind::emoji: {
        // Not of tg://emoji alone: the number is enough.
        const auto id = number_in_link(tag.value, "");
        if (!id || *id == 0)
            return std::nullopt;
        entity.number = *id;
        break;
    }
    case tag_kind::date:
        return date_entity(tag.value, tag.format);
    case tag_kind::link: {
        const auto own = tag.value.empty();
        if (own)
            tag.value = chars_.substr(tag.offset);
        auto target = checked_link(tag.value);
        if (!target && takes_any_link_ && !own)
            target = link_target{
                entity_kind::link, 0, (tag.value.starts_with("//") ? "http:" : "") + tag.value};
        if (!target)
            return std::nullopt;
        entity.kind = target->kind;
        entity.number = target->number;
        entity.argument = std::move(target->url);
        break;
    }
    }
    return entity;
}

AWAITGRAM_DECL void html_reader::close_tag(open_tag& tag) {
    const auto length = length_from(tag.offset);
    if (length == 0)
        return;
    auto entity = entity_of(tag);
    if (!entity)
        return;
    // A block of code with a language is two tags around one text.
    const auto same = !entities_.empty() && entities_.back().offset == tag.offset &&
                      entities_.back().length == length;
    if (same && entity->kind == entity_kind::code_block &&
        entities_.back().kind == entity_kind::code && language_inside_) {
        entities_.back().kind = entity_kind::code_block;
        language_inside_ = false;
        return;
    }
    if (same && entity->kind == entity_kind::code && !entity->argument.empty() &&
        entities_.back().kind == entity_kind::code_block && entities_.back().argument.empty()) {
        entities_.back().argument = std::move(entity->argument);
        return;
    }
    drop_language();
    language_inside_ = entity->kind == entity_kind::code && !entity->argument.empty();
    add(*std::move(entity), tag.offset);
}

/// Code within a line has no language: it was that of a block around it, which did not come.
AWAITGRAM_DECL void html_reader::drop_language() {
    if (language_inside_)
        entities_.back().argument.clear();
    language_inside_ = false;
}

} // namespace awaitgram::detail
