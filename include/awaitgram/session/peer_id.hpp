// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/result.hpp>
#include <awaitgram/session/error.hpp>

#include <compare>
#include <cstdint>

namespace awaitgram {

/// The kind of peer that a peer_id refers to.
enum class peer_kind { user, self_user, chat, channel };

/// A user, a chat or a channel as the one number that the Bot API uses for it.
///
/// Shape: users 1 … 2^40-1; chats -1 … -999999999999; channels -10^12 minus their bare id, which is 1 … 997852516352 or,
/// for monoforums, 1002147483649 … 3000000000000. Spec: https://core.telegram.org/api/bots/ids
class peer_id {
public:
    static constexpr std::int64_t max_user = (std::int64_t{1} << 40) - 1;
    static constexpr std::int64_t max_chat = 999'999'999'999;
    static constexpr std::int64_t channel_base = 1'000'000'000'000;
    static constexpr std::int64_t max_channel = 997'852'516'352;
    static constexpr std::int64_t min_monoforum = 1'002'147'483'649;
    static constexpr std::int64_t max_monoforum = 3'000'000'000'000;
    static constexpr std::int64_t lowest = -channel_base - max_monoforum;

    /// The peer that a Bot API dialog id names.
    ///
    /// Errors: `session_errc::invalid_peer_id`, `secret_chat_id`.
    [[nodiscard]] static result<peer_id> from_dialog_id(std::int64_t id) {
        if (id >= 1 && id <= max_user)
            return peer_id{id};
        if (id <= -1 && id >= -max_chat)
            return peer_id{id};
        if (id >= -channel_base || id < lowest)
            return invalid();
        const auto bare = -channel_base - id;
        if (is_channel(bare))
            return peer_id{id};
        if (bare != channel_base)
            return failure(make_error_code(session_errc::secret_chat_id));
        return invalid();
    }

    [[nodiscard]] static result<peer_id> user(std::int64_t bare_id) {
        return bare_id >= 1 && bare_id <= max_user ? result<peer_id>{peer_id{bare_id}} : invalid();
    }
    [[nodiscard]] static result<peer_id> chat(std::int64_t bare_id) {
        return bare_id >= 1 && bare_id <= max_chat ? result<peer_id>{peer_id{-bare_id}} : invalid();
    }
    [[nodiscard]] static result<peer_id> channel(std::int64_t bare_id) {
        return is_channel(bare_id) ? result<peer_id>{peer_id{-channel_base - bare_id}} : invalid();
    }

    /// The signed-in user, whatever the id.
    [[nodiscard]] static peer_id self_user() noexcept { return peer_id{max_user + 1}; }

    [[nodiscard]] peer_kind kind() const noexcept {
        if (packed_ > max_user)
            return peer_kind::self_user;
        if (packed_ > 0)
            return peer_kind::user;
        return packed_ >= -max_chat ? peer_kind::chat : peer_kind::channel;
    }

    /// The id that the API's own types carry; 0 for `self_user`.
    [[nodiscard]] std::int64_t bare_id() const noexcept {
        switch (kind()) {
        case peer_kind::self_user:
            return 0;
        case peer_kind::user:
            return packed_;
        case peer_kind::chat:
            return -packed_;
        case peer_kind::channel:
            break;
        }
        return -packed_ - channel_base;
    }

    /// The id as the Bot API shows it; 0 for `self_user`.
    [[nodiscard]] std::int64_t bot_api_dialog_id() const noexcept {
        return kind() == peer_kind::self_user ? 0 : packed_;
    }

    friend auto operator<=>(const peer_id&, const peer_id&) = default;

private:
    explicit peer_id(std::int64_t packed) noexcept : packed_(packed) {}

    static bool is_channel(std::int64_t bare_id) noexcept {
        return (bare_id >= 1 && bare_id <= max_channel) ||
               (bare_id >= min_monoforum && bare_id <= max_monoforum);
    }
    static result<peer_id> invalid() {
        return failure(make_error_code(session_errc::invalid_peer_id));
    }

    std::int64_t packed_;
};

} // namespace awaitgram
