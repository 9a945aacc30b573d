// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/result.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/testing/server/crypto/srp_server.hpp>
#include <awaitgram/testing/server/options.hpp>
#include <awaitgram/testing/server/view.hpp>
#include <awaitgram/testing/server/world.hpp>
#include <awaitgram/tl/codec.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace awaitgram::testing {

/// Why a query was refused: an rpc_error.
struct api_refusal {
    std::int32_t code{};
    std::string name{};
};

/// The encoded result of a query, or its refusal.
using api_reply = result<byte_buffer, api_refusal>;

[[nodiscard]] inline failure<api_refusal> refuse(std::int32_t code, std::string name) {
    return failure{api_refusal{code, std::move(name)}};
}

/// Who a key is signed in as, and how far it got.
struct login {
    /// The account, or 0.
    std::int64_t account = 0;
    /// The account whose password is still to be proved, or 0.
    std::int64_t awaiting_password = 0;
    /// Whether initConnection was called.
    bool initialised = false;
    std::int32_t layer = 0;

    struct sent_code {
        std::string hash{};
        time_point sent{};
        bool confirmed = false;
    };
    /// The codes that were sent, by telephone number.
    std::map<std::string, sent_code> codes{};

    struct password_question {
        std::int64_t id{};
        std::int64_t account{};
        crypto::srp_server server;
    };
    std::optional<password_question> question{};

    void sign_in(std::int64_t as) {
        account = as;
        awaiting_password = 0;
        codes.clear();
        question.reset();
    }
};

/// Encoded `Updates` for all sessions of an account.
struct api_push {
    std::int64_t account{};
    byte_buffer updates{};
    /// Not to the session whose query caused it: it has them in its result.
    bool except_caller = false;
};

/// One query and all that it may look at and change.
struct api_call {
    world& all;
    const server_options& options;
    crypto::random_source& random;
    const std::optional<password_record>& password;
    std::uint16_t port;
    login& who;
    /// The signed-in account; set for all methods that need one.
    person* self;
    time_point now;
    std::vector<api_push>& pushes;

    [[nodiscard]] std::int32_t date() const { return static_cast<std::int32_t>(unix_seconds(now)); }
    [[nodiscard]] view seen_by(const person& viewer) const { return view{all, viewer, date()}; }
    [[nodiscard]] view mine() const { return seen_by(*self); }

    /// Tells accounts of what happened in their mailboxes.
    void deliver(const std::vector<delivery>& deliveries) {
        for (const auto& one : deliveries)
            push(one.account, seen_by(*all.find(one.account)).updates(one.event));
    }

    void push(std::int64_t account, const api::Updates& updates) {
        pushes.push_back({account, tl::encoded(updates), self != nullptr && account == self->id});
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

/// The account that a caller names by id and access hash; null when he may not or it isn't there.
[[nodiscard]] inline person* named(const api_call& call, std::int64_t id, std::int64_t hash) {
    auto* target = call.all.find(id);
    if (target == nullptr || target == call.self)
        return target;
    const auto known_to_bot =
        call.self->bot && hash == 0 && call.self->box.dialog_with(id) != nullptr;
    return known_to_bot || hash == call.all.access_hash(call.self->id, id) ? target : nullptr;
}

/// The account that a message of one of the caller's chats shows.
[[nodiscard]] inline person*
named_by_message(const api_call& call, std::int32_t msg_id, std::int64_t id) {
    const auto* message = call.self->box.find(msg_id);
    const auto shown = message != nullptr && (message->from == id || message->peer == id);
    return shown ? call.all.find(id) : nullptr;
}

/// The other side of the chat that a peer names; null when the caller may not name it so.
[[nodiscard]] inline person* chat_with(const api_call& call, const api::InputPeer& peer) {
    if (peer.is<api::inputPeerSelf>())
        return call.self;
    if (const auto* user = peer.get_if<api::inputPeerUser>())
        return named(call, user->user_id, user->access_hash);
    if (const auto* user = peer.get_if<api::inputPeerUserFromMessage>())
        return named_by_message(call, user->msg_id, user->user_id);
    return nullptr;
}

/// The account that a user input names; null when the caller may not name it so.
[[nodiscard]] inline person* user_named(const api_call& call, const api::InputUser& input) {
    if (input.is<api::inputUserSelf>())
        return call.self;
    if (const auto* user = input.get_if<api::inputUser>())
        return named(call, user->user_id, user->access_hash);
    if (const auto* user = input.get_if<api::inputUserFromMessage>())
        return named_by_message(call, user->msg_id, user->user_id);
    return nullptr;
}

} // namespace awaitgram::testing
