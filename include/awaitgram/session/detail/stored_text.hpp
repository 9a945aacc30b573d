// SPDX-License-Identifier: MIT
#pragma once

/// The records of a stored session: fields separated by a space, `-` for an absent one.

#include <awaitgram/session/types.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

namespace awaitgram::detail::stored {

/// Reads one field after the other.
///
/// Errors: std::system_error with `session_errc::damaged`.
class fields {
public:
    fields(std::string_view name, std::string_view text) : name_(name), left_(text) {}

    [[nodiscard]] bool more() const noexcept { return !left_.empty(); }

    /// The next field; nothing for `-`.
    std::optional<std::string_view> text() {
        const auto field = left_.substr(0, left_.find(' '));
        if (field.empty())
            fail();
        left_.remove_prefix(std::min(field.size() + 1, left_.size()));
        return field == "-" ? std::nullopt : std::optional{field};
    }

    template <class Number>
    std::optional<Number> optional_number() {
        const auto field = text();
        if (!field)
            return std::nullopt;
        Number value{};
        const auto* const end = field->data() + field->size();
        const auto parsed = std::from_chars(field->data(), end, value);
        if (parsed.ec != std::errc{} || parsed.ptr != end)
            fail();
        return value;
    }

    template <class Number>
    Number number() {
        const auto value = optional_number<Number>();
        if (!value)
            fail();
        return *value;
    }

    std::optional<bool> flag() {
        const auto value = optional_number<int>();
        return value ? std::optional{*value != 0} : std::nullopt;
    }

    std::optional<server_address> address() {
        const auto field = text();
        if (!field)
            return std::nullopt;
        auto parsed = parse_server_address(*field);
        if (!parsed)
            fail();
        return parsed;
    }

    std::optional<crypto::auth_key> key() {
        const auto field = text();
        if (!field)
            return std::nullopt;
        auto bytes = from_hex(*field);
        const auto key = auth_key_from(bytes ? byte_view{*bytes} : byte_view{});
        if (bytes)
            crypto::wipe(*bytes);
        if (!key)
            fail();
        return *key;
    }

    [[noreturn]] void fail() const {
        throw std::system_error(
            make_error_code(session_errc::damaged), "record " + std::string{name_}
        );
    }

private:
    std::string_view name_;
    std::string_view left_;
};

template <class Number>
[[nodiscard]] std::string field(const std::optional<Number>& value) {
    return value ? std::to_string(*value) : "-";
}
[[nodiscard]] inline std::string field(const std::optional<server_address>& address) {
    return address ? to_string(*address) : "-";
}
/// A text that ends with a key; makes no other copy of it.
[[nodiscard]] inline std::string with_key(std::string before, const crypto::auth_key& key) {
    std::string text;
    text.reserve(before.size() + 2 * key.bytes().size());
    text += before;
    for (const auto byte : key.bytes())
        for (const auto digit : {byte >> 4, byte & 15})
            text += "0123456789abcdef"[digit];
    return text;
}

[[nodiscard]] inline std::string to_text(const dc_option& option) {
    auto addresses = field(option.ipv4) + ' ' + field(option.ipv6) + ' ';
    return option.auth_key ? with_key(std::move(addresses), *option.auth_key) : addresses + '-';
}
[[nodiscard]] inline std::string to_text(const temporary_key& temporary) {
    return with_key(std::to_string(temporary.expires) + ' ', temporary.key);
}
[[nodiscard]] inline temporary_key read_temporary(fields from) {
    const auto expires = from.number<std::int64_t>();
    const auto key = from.key();
    if (!key)
        from.fail();
    return temporary_key{*key, expires};
}
[[nodiscard]] inline dc_option read_dc(std::int32_t id, fields from) {
    dc_option option;
    option.id = id;
    option.ipv4 = from.address();
    option.ipv6 = from.address();
    option.auth_key = from.key();
    if (check(option))
        from.fail();
    return option;
}

[[nodiscard]] inline std::string to_text(const std::vector<server_salt>& salts) {
    std::string text;
    for (const auto& each : salts)
        text += (text.empty() ? "" : " ") + std::to_string(each.salt) + ' ' +
                std::to_string(each.valid_since) + ' ' + std::to_string(each.valid_until);
    return text;
}
[[nodiscard]] inline std::vector<server_salt> read_salts(fields from) {
    std::vector<server_salt> salts;
    while (from.more()) {
        server_salt read;
        read.salt = from.number<std::int64_t>();
        read.valid_since = from.number<std::int64_t>();
        read.valid_until = from.number<std::int64_t>();
        salts.push_back(read);
    }
    return salts;
}

/// For example `handled/0/1/55`: sequence, kind and key.
[[nodiscard]] inline std::string name_of(const handled_key& key) {
    return "handled/" + std::to_string(key.sequence) + '/' +
           std::to_string(static_cast<int>(key.kind)) + '/' + std::to_string(key.key);
}
[[nodiscard]] inline std::string to_text(const handled_mark& mark) {
    return std::to_string(mark.position) + ' ' + std::to_string(mark.version) + ' ' +
           std::to_string(mark.cancelled) + (mark.done ? " 1" : " 0");
}
[[nodiscard]] inline handled_mark read_mark(std::string_view name, fields from) {
    std::string numbers{name.substr(std::min(name.size(), std::string_view{"handled/"}.size()))};
    std::replace(numbers.begin(), numbers.end(), '/', ' ');
    fields key{name, numbers};
    handled_mark mark;
    mark.of.sequence = key.number<std::int64_t>();
    mark.of.kind = static_cast<handled_kind>(key.number<std::uint8_t>());
    mark.of.key = key.number<std::int64_t>();
    mark.position = from.number<std::int32_t>();
    mark.version = from.number<std::int32_t>();
    mark.cancelled = from.number<std::int32_t>();
    mark.done = from.number<int>() != 0;
    if (!is_possible(mark))
        from.fail();
    return mark;
}

/// For example `state/-5/77/0/-/6e616d65`: chat, user and topic, and the texts in hexadecimal.
[[nodiscard]] inline std::string name_of(const state_key& key) {
    const auto text = [](const std::string& part) {
        return part.empty() ? std::string{"-"} : to_hex(bytes_of(part));
    };
    return "state/" + std::to_string(key.chat) + '/' + std::to_string(key.user) + '/' +
           std::to_string(key.topic) + '/' + text(key.business) + '/' + text(key.name);
}
[[nodiscard]] inline std::string to_text(const kept_state& state) {
    return std::to_string(state.expires) + ' ' + (state.value.empty() ? "-" : to_hex(state.value));
}
[[nodiscard]] inline kept_state read_state(fields from) {
    kept_state state;
    state.expires = from.number<std::int64_t>();
    if (const auto digits = from.text()) {
        auto value = from_hex(*digits);
        if (!value)
            from.fail();
        state.value = std::move(*value);
    }
    if (check(state))
        from.fail();
    return state;
}

[[nodiscard]] inline std::string to_text(const peer_info& info) {
    const auto auth_fields = [](const std::optional<peer_auth>& auth) {
        return auth ? std::to_string(auth->access_hash) + (auth->min ? " 1 " : " 0 ") : "- 0 ";
    };
    if (const auto* user = std::get_if<user_info>(&info))
        return auth_fields(user->auth) + field(user->bot) + ' ' + field(user->is_self);
    if (const auto* channel = std::get_if<channel_info>(&info))
        return auth_fields(channel->auth) +
               (channel->kind ? std::to_string(static_cast<int>(*channel->kind)) : "-");
    return "chat";
}
[[nodiscard]] inline peer_info read_peer(peer_id id, fields from) {
    if (id.kind() == peer_kind::chat)
        return chat_info{id.bare_id()};
    std::optional<peer_auth> auth;
    const auto hash = from.optional_number<std::int64_t>();
    const auto min = from.flag();
    if (hash)
        auth = peer_auth{*hash, min == true};
    if (id.kind() == peer_kind::user) {
        user_info user;
        user.id = id.bare_id();
        user.auth = auth;
        user.bot = from.flag();
        user.is_self = from.flag();
        return user;
    }
    channel_info channel;
    channel.id = id.bare_id();
    channel.auth = auth;
    if (const auto kind = from.optional_number<int>()) {
        if (*kind < 1 || *kind > 3)
            from.fail();
        channel.kind = static_cast<channel_kind>(*kind);
    }
    return channel;
}

} // namespace awaitgram::detail::stored
