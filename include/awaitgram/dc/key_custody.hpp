// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/crypto/auth_key.hpp>
#include <awaitgram/rpc/error.hpp>
#include <awaitgram/session/any.hpp>
#include <awaitgram/session/dc_option.hpp>
#include <awaitgram/tl/frame.hpp>

#include <cstdint>
#include <optional>
#include <utility>

namespace awaitgram::dc {

/// Decides which authorization key of one data centre the session holds, and when that changes.
///
/// A login may depend on a key of the session, whether the session knows its user or not, and anyone between the client and the
/// server can claim that the key is unknown. So a key that replaces a stored one is kept aside until a login is granted with it.
class key_custody {
public:
    /// `stored` says whether the connection begins with a key of the session.
    explicit key_custody(bool stored = false) noexcept : stored_(stored) {}

    /// Takes a new key of the connection. Returns the key to store now; nothing when it is kept aside.
    [[nodiscard]] std::optional<crypto::auth_key> take(crypto::auth_key key) {
        if (!std::exchange(stored_, false) && !logged_out_)
            return key;
        aside_ = std::move(key);
        return std::nullopt;
    }

    /// The session forgets all keys, and holds none until the next login is granted.
    void log_out() {
        stored_ = false;
        aside_.reset();
        logged_out_ = true;
    }
    [[nodiscard]] bool logged_out() const noexcept { return logged_out_; }

    /// A login was granted to the connection. Returns the key to store now, if it was kept aside.
    [[nodiscard]] std::optional<crypto::auth_key> login_granted() {
        logged_out_ = false;
        return std::exchange(aside_, std::nullopt);
    }

    /// Whether the session must forget its key after a refusal: Telegram has destroyed it.
    [[nodiscard]] bool forgets_key(const rpc_error& refusal) const {
        return refusal.code() == 406 && refusal.name() == "AUTH_KEY_DUPLICATED" && !aside_;
    }

    /// Whether the connection still uses the key it found in the session, so that it may be signed in already.
    [[nodiscard]] bool uses_stored_key() const noexcept { return stored_; }

    /// Whether the session may store what belongs to the connection's key, such as salts.
    [[nodiscard]] bool owns_session() const noexcept { return !aside_ && !logged_out_; }

private:
    bool stored_ = false;
    bool logged_out_ = false;
    std::optional<crypto::auth_key> aside_{};
};

/// Whether a result grants a login to the key it was called with.
[[nodiscard]] bool grants_login(const tl::frame& result);

/// Whether a refusal says that the login has ended.
[[nodiscard]] bool ends_login(const rpc_error& refusal);

/// Stores the key of a data centre, or forgets it; `known` has its addresses.
[[nodiscard]] awaitable<void> store_key(
    any_session& session,
    std::optional<dc_option> known,
    std::int32_t dc,
    std::optional<crypto::auth_key> key
);

/// Signs the session out, and returns whether it was signed in. It still knows the last user as a peer, so that another account that
/// signs in finds nothing of this one.
[[nodiscard]] awaitable<bool> sign_out_session(any_session& session);

} // namespace awaitgram::dc
