// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/testing/server/api/empty_answers.hpp>
#include <awaitgram/testing/server/api/method_names.hpp>
#include <awaitgram/testing/server/api/methods.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace api_scene {

using namespace awaitgram;
using namespace awaitgram::testing;
using namespace std::chrono_literals;

/// A world and the API in front of it, without sessions.
struct scene {
    server_options options{};
    world accounts{std::array<std::uint8_t, 32>{1, 2, 3}};
    std::optional<password_record> password{};
    data_centres dcs{options};
    time_point now = from_unix(1'700'000'000);
    std::vector<api_push> pushes{};

    /// A client with its own key.
    struct client {
        scene* here;
        login_state login{};

        [[nodiscard]] account& self() { return *here->accounts.find(login.account_id); }

        api_reply raw(byte_view query) {
            login.initialised = true;
            api_call call{
                here->accounts,
                here->options,
                crypto::system_random(),
                here->password,
                here->dcs,
                login,
                here->accounts.find(login.account_id),
                here->now,
                here->pushes};
            return call_api(call, tl::frame::copy_of(query));
        }

        /// The result of a call that must succeed.
        template <class Method>
        tl::reply<typename Method::tl_result> call(const Method& method) {
            here->pushes.clear();
            auto reply = raw(tl::encoded(method));
            REQUIRE_MESSAGE(reply, (reply ? "" : reply.error().name));
            auto decoded = tl::decode<typename Method::tl_result>(tl::frame{std::move(*reply)});
            REQUIRE(decoded);
            return std::move(*decoded);
        }

        /// As `call`, as an owned value.
        template <class Method>
        typename Method::tl_result value(const Method& method) {
            const auto reply = call(method);
            return reply.owned();
        }

        /// "400 NAME" of a call that must be refused.
        template <class Method>
        std::string refusal(const Method& method) {
            here->pushes.clear();
            const auto reply = raw(tl::encoded(method));
            if (reply)
                return "accepted";
            CHECK(here->pushes.empty());
            return std::to_string(reply.error().code) + ' ' + reply.error().name;
        }

        std::string send_code(const std::string& phone) {
            api::auth::sendCode query;
            query.phone_number = tl::string{phone};
            query.api_id = 1;
            query.api_hash = "hash";
            const auto sent = call(query);
            const auto* code = (*sent).get_if<api::auth::sentCode>();
            REQUIRE(code);
            return code->phone_code_hash.str();
        }

        api::auth::signIn
        sign_in_query(const std::string& phone, const std::string& code = "22222") {
            api::auth::signIn query;
            query.phone_number = tl::string{phone};
            query.phone_code_hash = tl::string{send_code(phone)};
            query.phone_code = tl::string{code};
            return query;
        }

        void sign_in(const std::string& phone) { (void)call(sign_in_query(phone)); }

        void sign_in_bot(const std::string& token) {
            api::auth::importBotAuthorization query;
            query.api_id = 1;
            query.api_hash = "hash";
            query.bot_auth_token = tl::string{token};
            (void)call(query);
        }

        /// The input by which this client refers to another account.
        api::InputPeer peer(const account& other) {
            api::inputPeerUser input;
            input.user_id = other.id;
            input.access_hash = here->accounts.access_hash(login.account_id, other.id);
            return input;
        }

        api::messages::sendMessage
        message(const account& to, const std::string& text, std::int64_t random_id = 0) {
            static std::int64_t last = 0;
            api::messages::sendMessage query;
            query.peer = peer(to);
            query.message = tl::string{text};
            query.random_id = random_id != 0 ? random_id : ++last;
            return query;
        }

        void write(const account& to, const std::string& text) { (void)call(message(to, text)); }
    };

    client connect() { return client{this}; }
};

/// Alice and Bob, users, and a bot.
struct people : scene {
    client alice = connect();
    client bob = connect();
    client bot = connect();
    people() {
        alice.sign_in("9996620001");
        bob.sign_in("9996620002");
        bot.sign_in_bot("42:secret");
    }

    template <class T>
    tl::reply<T> pushed(std::size_t at) {
        auto decoded = tl::decode<T>(tl::frame::copy_of(pushes.at(at).updates));
        REQUIRE(decoded);
        return std::move(*decoded);
    }
};

} // namespace api_scene
