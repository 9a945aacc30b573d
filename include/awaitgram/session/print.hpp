// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/types.hpp>

#include <concepts>
#include <cstddef>
#include <string>

// The values of a session as readable text, without keys, salts and access hashes.

namespace awaitgram {

/// For example `user 42`, `self`, `chat 7`, `channel 1234567890`.
[[nodiscard]] std::string to_string(peer_id id);
/// For example `user 42 (bot, self, with access hash)`.
[[nodiscard]] std::string to_string(const peer_info& info);
/// For example `channel 5 (with access hash)`.
[[nodiscard]] std::string to_string(const peer_ref& ref);
/// For example `DC 2 at 149.154.167.41:443 and [2001:67c:4e8:f002::a]:443, with key`.
[[nodiscard]] std::string to_string(const dc_option& option);
/// For example `salt from 1700000000 to 1700003600`.
[[nodiscard]] std::string to_string(const server_salt& salt);
/// For example `temporary key until 1700003600`.
[[nodiscard]] std::string to_string(const temporary_key& key);
/// For example `user 42` or `bot 42`.
[[nodiscard]] std::string to_string(const signed_in_user& user);
/// For example `channel 5: pts 10`.
[[nodiscard]] std::string to_string(const channel_state& state);
/// For example `message 55 of sequence 0 up to 7: done`.
[[nodiscard]] std::string to_string(const handled_mark& mark);
/// For example `pts 1, qts 2, date 3, seq 4, 2 channels`; with `, 3 marks` if there are some.
[[nodiscard]] std::string to_string(const updates_state& state);
/// For example `all: pts 1, ...`, `primary: pts 1, date 2, seq 3`, `secondary: qts 1`, `channel 5: pts 10`.
[[nodiscard]] std::string to_string(const update_state& step);

/// Prints any of these, and an address, to a stream.
template <class Stream, class Value>
    requires requires(Stream& out, const Value& value) {
        typename Stream::char_type;
        { to_string(value) } -> std::same_as<std::string>;
        out.write(to_string(value).data(), 0);
    }
Stream& operator<<(Stream& out, const Value& value) {
    const auto text = to_string(value);
    out.write(text.data(), static_cast<std::ptrdiff_t>(text.size()));
    return out;
}

} // namespace awaitgram
