// SPDX-License-Identifier: MIT
#pragma once

/// Shared by the readers and writers of all formats.

#include <awaitgram/formats/imported_session.hpp>
#include <awaitgram/session/detail/session_fields.hpp>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace awaitgram::detail {

template <class T>
void append_be(byte_buffer& buffer, T value) {
    for (auto shift = static_cast<int>(sizeof(T)) * 8 - 8; shift >= 0; shift -= 8)
        buffer.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(value) >> shift));
}

/// Makes `option` the session's home.
inline void set_home(imported_session& session, dc_option option) {
    complete_address(option, session.test_servers);
    session.data.home_dc = option.id;
    session.data.dcs.insert_or_assign(option.id, std::move(option));
}

/// Only values that reading accepts may be written.
inline void check_to_write(const dc_option& option) {
    if (const auto error = check(option))
        throw std::system_error(error, "DC " + std::to_string(option.id));
}

/// The home data centre for writing, with key and address.
inline dc_option home_to_write(const imported_session& session) {
    auto home = session.data.dc(session.data.home_dc);
    if (!home || !home->auth_key)
        refuse(
            session_errc::incomplete,
            "DC " + std::to_string(session.data.home_dc) + " has no authorisation key"
        );
    complete_address(*home, session.test_servers);
    check_to_write(*home);
    if (!is_dc(home->id))
        refuse(session_errc::unknown_dc, "DC 1 to 5 is expected, not " + std::to_string(home->id));
    return std::move(*home);
}

/// The IPv4 address, else the IPv6 one.
inline const server_address& address_to_write(const dc_option& home) {
    if (!home.ipv4 && !home.ipv6)
        refuse(session_errc::incomplete, "DC " + std::to_string(home.id) + " has no address");
    return home.ipv4 ? *home.ipv4 : *home.ipv6;
}

inline const signed_in_user& user_to_write(const imported_session& session, const char* format) {
    if (!session.data.self)
        refuse(
            session_errc::incomplete,
            std::string{format} + " needs the id of the signed-in user, which the session lacks"
        );
    return *session.data.self;
}

inline std::int32_t api_id_to_write(const imported_session& session, const char* format) {
    if (!session.api_id)
        refuse(
            session_errc::incomplete,
            std::string{format} + " needs the API id, which the session lacks"
        );
    return *session.api_id;
}

/// A whole decimal number.
[[nodiscard]] inline std::optional<std::int64_t> number_in(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

/// The index of the account to read out of `count`: the requested one, else the active one.
[[nodiscard]] inline std::size_t
chosen_account(const session_read_options& options, std::size_t count, std::size_t active = 0) {
    const auto which = options.account ? std::size_t(*options.account) : active;
    if (which >= count || (options.account && *options.account < 0))
        refuse(session_errc::no_such_account, "it has " + std::to_string(count));
    return which;
}

/// Notes which of several accounts was read.
inline void note_account(imported_session& session, std::size_t which, std::size_t count) {
    if (count > 1)
        session.note += (session.note.empty() ? "account " : "; account ") +
                        std::to_string(which + 1) + " of " + std::to_string(count);
}

} // namespace awaitgram::detail
