// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/log.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace awaitgram::testing {

/// The treatment of a phone number without an account that signs in.
enum class unknown_number {
    /// An account is created at once, named after the number's last digits.
    gets_account,
    /// The client is asked to sign up with a name.
    signs_up,
};

/// The treatment of clients that ask for another data centre than the server's.
enum class other_dcs {
    /// A client may start at any data centre, as TDLib does at the first, or in test mode, which adds 10,000 to its number.
    accepted,
    /// The key exchange is refused by the transport error -444.
    refused,
};

/// The data centre of clients that name none, and of a server that has no number.
inline constexpr std::int32_t default_dc = 2;

/// A further address of a data centre, with a port of its own, that the configuration for clients names before its first one.
struct further_address {
    enum class kind {
        /// Clients are served as at the first one.
        serves,
        /// Connections are refused.
        closed,
        /// Connections are accepted, and nothing is sent.
        silent,
    };

    std::int32_t dc = default_dc;
    kind what = kind::serves;
    bool media_only = false;
    /// The address to listen at; server_options::address when empty.
    std::string host{};
};

/// How much clients get at once of what they have missed.
struct update_limits {
    /// The most events in one answer of updates.getDifference.
    std::int32_t slice = 1000;
    /// Those who have missed more events get updates.differenceTooLong.
    std::int32_t most_missed = 100'000;
    /// As `slice`, for updates.getChannelDifference; clients may ask for less.
    std::int32_t channel_slice = 100'000;
    /// As `most_missed`, for updates.channelDifferenceTooLong.
    std::int32_t most_missed_of_channel = 100'000;
    /// The pause in seconds after which clients may ask for the difference of a channel again.
    std::int32_t channel_poll = 1;
    /// Plain messages of private chats and basic groups are pushed in their short forms, without users and chats, as Telegram does.
    bool short_messages = false;
};

/// Settings of a test server.
struct server_options {
    /// The number of the data centre that the configuration for clients names; the one that a client asked for when there is none,
    /// because some clients, such as TDLib, ask again and again until it is.
    std::optional<std::int32_t> dc{};
    other_dcs others = other_dcs::accepted;
    /// The numbers of further data centres, each with a port of its own; see server::port_of. Then every one, and `dc`, which is 2
    /// when there is none, refuses clients that ask for others, knows the keys alone that were made there, and the configuration
    /// names all of them.
    std::vector<std::int32_t> more_dcs{};
    /// Further addresses of data centres.
    std::vector<further_address> further_addresses{};
    /// The number of a further data centre, with a key of its own, that hands out the files which server::put_on_cdn puts there.
    std::optional<std::int32_t> cdn_dc{};
    /// The data centre where accounts live, unless server::set_home says otherwise; `dc` when there is none.
    std::optional<std::int32_t> accounts_dc{};
    /// The data centre where the files live that clients send, unless server::files_live_at says otherwise; that of the account when
    /// there is none.
    std::optional<std::int32_t> files_dc{};
    /// The data centre that the identifiers of inline messages name; `dc` when there is none.
    std::optional<std::int32_t> inline_dc{};
    /// The login code of every user.
    std::string code = "22222";
    /// The password of every user; none when empty.
    std::string password{};
    unknown_number unknown = unknown_number::gets_account;
    /// Whether users without an e-mail address for their sign-ins have to give one first. Its code is `code`, too.
    bool needs_email = false;
    update_limits updates{};
    /// How long a user waits for the answer of a bot to a pressed button or an inline query.
    std::chrono::seconds bot_answer_limit{15};
    /// The address to listen at.
    std::string address = "127.0.0.1";
    /// The port to listen at; 0 takes any free one.
    std::uint16_t port = 0;
    /// The most connections at a time. A further one takes the place of one that has not sent a whole packet yet; when there is
    /// none, it is closed at once. The same holds when the system allows no more open files.
    std::size_t most_connections = 16'384;
    /// How long a connection may take to send its first whole packet.
    std::chrono::seconds first_packet_limit{30};
    /// How long a packet may take from its first byte to its last.
    std::chrono::seconds packet_limit{60};
    /// How long a connection may send no packet; clients ping more often than that.
    std::chrono::seconds idle_limit{15 * 60};
    /// The most bytes that all connections together may hold: starts of packets, and answers that clients do not read. Beyond it
    /// the connections that hold the most are closed.
    std::size_t most_held = 128 * 1024 * 1024;
    /// Receives a line about each call and each refusal; never tokens, codes, passwords or texts. Called on the server's thread.
    log_sink log{};
    /// The server's private RSA key as PEM; one key per process when empty.
    std::string key_pem{};
};

} // namespace awaitgram::testing
