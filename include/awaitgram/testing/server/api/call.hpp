// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/result.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/testing/server/api/login_state.hpp>
#include <awaitgram/testing/server/options.hpp>
#include <awaitgram/testing/server/world/view.hpp>
#include <awaitgram/testing/server/world/world.hpp>
#include <awaitgram/tl/codec.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace awaitgram::testing {

/// An rpc_error, the refusal of a query.
struct api_refusal {
    std::int32_t code{};
    std::string name{};
    /// More for the log alone.
    std::string detail{};
};

/// The encoded result of a query, or its refusal.
using api_reply = result<byte_buffer, api_refusal>;

[[nodiscard]] inline failure<api_refusal>
refuse(std::int32_t code, std::string name, std::string detail = {}) {
    return failure{api_refusal{code, std::move(name), std::move(detail)}};
}

/// An encoded `Updates` for all sessions of an account.
struct api_push {
    std::int64_t account_id{};
    byte_buffer updates{};
    /// Not for the session whose query caused it, which has them in its result.
    bool except_caller = false;
};

/// One query, with everything that its handler may read and change.
struct api_call {
    world& accounts;
    const server_options& options;
    crypto::random_source& random;
    const std::optional<password_record>& password;
    std::uint16_t port;
    login_state& login;
    /// The signed-in account; never null in methods that need one.
    account* self;
    time_point now;
    std::vector<api_push>& pushes;

    [[nodiscard]] std::int32_t date() const { return static_cast<std::int32_t>(unix_seconds(now)); }
    [[nodiscard]] view view_of(const account& viewer) const {
        return view{accounts, viewer, date()};
    }
    [[nodiscard]] view own_view() const { return view_of(*self); }

    /// Pushes changes of mailboxes to their accounts.
    void deliver(const std::vector<delivery>& deliveries) {
        for (const auto& each : deliveries)
            push(each.account_id, view_of(*accounts.find(each.account_id)).updates(each.event));
    }

    void push(std::int64_t account_id, const api::Updates& updates) {
        const auto own = self != nullptr && account_id == self->id;
        pushes.push_back({account_id, tl::encoded(updates), own});
    }

    [[nodiscard]] std::int64_t random_number() {
        std::uint8_t bytes[8]{};
        (void)random.fill(bytes);
        return load_le<std::int64_t>(bytes);
    }
};

template <class T>
[[nodiscard]] api_reply answer(const T& value) {
    return tl::encoded(value);
}

} // namespace awaitgram::testing
