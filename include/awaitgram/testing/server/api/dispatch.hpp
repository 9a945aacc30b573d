// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/root.hpp>
#include <awaitgram/api/names.hpp>
#include <awaitgram/mtproto/gzip.hpp>
#include <awaitgram/testing/server/api/auth.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/dialogs.hpp>
#include <awaitgram/testing/server/api/help.hpp>
#include <awaitgram/testing/server/api/messages.hpp>
#include <awaitgram/testing/server/api/updates.hpp>
#include <awaitgram/testing/server/api/users.hpp>
#include <awaitgram/testing/server/received.hpp>

#include <cstdint>
#include <cstdio>
#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace awaitgram::testing {

/// Who may call a method.
enum class allowed {
    /// Everybody, signed in or not.
    anyone,
    /// Who is signed in, or has only the password left to prove.
    nearly_signed_in,
    users,
    users_and_bots,
};

/// A query without its wrappers, and what the wrappers said.
struct unwrapped_query {
    tl::frame body;
    bool without_updates = false;
};

/// Takes wrappers off a query until a method is left.
class query_wrappers {
public:
    query_wrappers(login& who, std::function<std::optional<outcome>(std::int64_t)> outcome_of)
        : who_(who), outcome_of_(std::move(outcome_of)) {}

    [[nodiscard]] result<unwrapped_query, api_refusal> unwrap(byte_view query) {
        constexpr auto deepest = 16;
        unwrapped_query now;
        now.body = tl::frame::copy_of(query);
        for (auto depth = 0; depth != deepest; ++depth) {
            switch (mtproto::detail::constructor_of(now.body.bytes())) {
            case mtproto::detail::id::gzip_packed: {
                auto unpacked = mtproto::unpack_gzip(now.body.bytes());
                if (!unpacked)
                    return refuse(400, "INPUT_FETCH_ERROR");
                now.body = tl::frame{std::move(*unpacked)};
                continue;
            }
            case any_query<api::invokeWithLayer>::tl_id:
                if (!take<api::invokeWithLayer>(now, [this](const auto& wrapper) {
                        who_.layer = wrapper.layer;
                        return wrapper.layer > 0;
                    }))
                    return refuse(400, "CONNECTION_LAYER_INVALID");
                continue;
            case any_query<api::initConnection>::tl_id:
                if (!take<api::initConnection>(now, [this](const auto& wrapper) {
                        who_.initialised = wrapper.api_id > 0;
                        return who_.initialised;
                    }))
                    return refuse(400, "CONNECTION_API_ID_INVALID");
                continue;
            case any_query<api::invokeWithoutUpdates>::tl_id:
                now.without_updates = true;
                if (!take<api::invokeWithoutUpdates>(now, [](const auto&) { return true; }))
                    return refuse(400, "INPUT_FETCH_ERROR");
                continue;
            case any_query<api::invokeAfterMsg>::tl_id:
                if (!take<api::invokeAfterMsg>(now, [this](const auto& wrapper) {
                        return wait_for(wrapper.msg_id);
                    }))
                    return refuse(400, failure_name());
                continue;
            case any_query<api::invokeAfterMsgs>::tl_id:
                if (!take<api::invokeAfterMsgs>(now, [this](const auto& wrapper) {
                        for (const auto id : wrapper.msg_ids)
                            if (!wait_for(id))
                                return false;
                        return true;
                    }))
                    return refuse(400, failure_name());
                continue;
            default:
                return now;
            }
        }
        return refuse(400, "INPUT_FETCH_ERROR");
    }

private:
    template <template <class> class Wrapper>
    using any_query = Wrapper<tl::encoded_query>;

    template <template <class> class Wrapper, class Look>
    bool take(unwrapped_query& now, Look look) {
        const auto decoded = tl::decode<any_query<Wrapper>>(now.body);
        if (!decoded || !look(**decoded))
            return false;
        const byte_view inner = (**decoded).query;
        now.body = tl::frame::copy_of(inner);
        return true;
    }

    bool wait_for(std::int64_t msg_id) {
        const auto before = outcome_of_(msg_id);
        if (!before || *before == outcome::refused) {
            failed_ = before.has_value();
            return false;
        }
        return true;
    }
    [[nodiscard]] std::string failure_name() const {
        return failed_ ? "MSG_WAIT_FAILED" : "MSG_WAIT_TIMEOUT";
    }

    login& who_;
    std::function<std::optional<outcome>(std::int64_t)> outcome_of_;
    bool failed_ = false;
};

/// The name of a method, or its id where nobody knows a name.
[[nodiscard]] inline std::string name_of_method(std::uint32_t constructor) {
    for (const auto& method : api::method_names)
        if (method.id == constructor)
            return method.name;
    char id[9];
    std::snprintf(id, sizeof id, "%08x", static_cast<unsigned>(constructor));
    return id;
}

/// Decodes a query as one method and calls its handler, if the caller may.
template <tl::function Method>
[[nodiscard]] api_reply call_method(api_call& call, const tl::frame& query, allowed to) {
    const auto signed_in = call.self != nullptr;
    if (!signed_in && call.who.awaiting_password != 0 && to > allowed::nearly_signed_in)
        return refuse(401, "SESSION_PASSWORD_NEEDED");
    if (!signed_in && to > allowed::nearly_signed_in)
        return refuse(401, "AUTH_KEY_UNREGISTERED");
    if (signed_in && call.self->bot && to == allowed::users)
        return refuse(400, "BOT_METHOD_INVALID");
    const auto decoded = tl::decode<Method>(query);
    if (!decoded)
        return refuse(400, "INPUT_FETCH_ERROR");
    return handle(call, **decoded);
}

/// A method that the server knows: its id, who may call it, and how.
struct known_method {
    std::uint32_t id;
    allowed to;
    api_reply (*call)(api_call&, const tl::frame&, allowed);
};

template <tl::function Method>
[[nodiscard]] constexpr known_method method_for(allowed to) {
    return {Method::tl_id, to, &call_method<Method>};
}

/// Carries out one query that has no wrappers left.
[[nodiscard]] inline api_reply call_api(api_call& call, const tl::frame& query) {
    using enum allowed;
    static constexpr known_method methods[]{
        method_for<api::help::getConfig>(anyone),
        method_for<api::help::getNearestDc>(anyone),
        method_for<api::help::getAppConfig>(anyone),
        method_for<api::auth::sendCode>(anyone),
        method_for<api::auth::signIn>(anyone),
        method_for<api::auth::signUp>(anyone),
        method_for<api::auth::importBotAuthorization>(anyone),
        method_for<api::auth::checkPassword>(nearly_signed_in),
        method_for<api::account::getPassword>(nearly_signed_in),
        method_for<api::auth::logOut>(users_and_bots),
        method_for<api::account::updateStatus>(users),
        method_for<api::users::getUsers>(users_and_bots),
        method_for<api::users::getFullUser>(users_and_bots),
        method_for<api::contacts::resolveUsername>(users_and_bots),
        method_for<api::messages::sendMessage>(users_and_bots),
        method_for<api::messages::setTyping>(users_and_bots),
        method_for<api::messages::readHistory>(users),
        method_for<api::messages::getHistory>(users),
        method_for<api::messages::getDialogs>(users),
        method_for<api::messages::getPeerDialogs>(users),
        method_for<api::updates::getState>(users_and_bots),
        method_for<api::updates::getDifference>(users_and_bots),
        method_for<api::updates::getChannelDifference>(users_and_bots),
    };
    if (!call.who.initialised)
        return refuse(400, "CONNECTION_NOT_INITED");
    const auto constructor = mtproto::detail::constructor_of(query.bytes());
    for (const auto& method : methods)
        if (method.id == constructor)
            return method.call(call, query, method.to);
    return refuse(400, "METHOD_NOT_SUPPORTED_" + name_of_method(constructor));
}

} // namespace awaitgram::testing
