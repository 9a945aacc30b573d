// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/names.hpp>
#include <awaitgram/mtproto/detail/wire.hpp>
#include <awaitgram/testing/server/api/auth.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/callbacks.hpp>
#include <awaitgram/testing/server/api/dialogs.hpp>
#include <awaitgram/testing/server/api/help.hpp>
#include <awaitgram/testing/server/api/messages.hpp>
#include <awaitgram/testing/server/api/startup.hpp>
#include <awaitgram/testing/server/api/updates.hpp>
#include <awaitgram/testing/server/api/users.hpp>

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace awaitgram::testing {

/// The callers that a method allows.
enum class allowed {
    /// Signed in or not.
    anyone,
    /// Signed in, or with only the password left to prove.
    nearly_signed_in,
    users,
    bots,
    users_and_bots,
};

/// The name of a method; its id when the schema has no such method.
[[nodiscard]] inline std::string name_of_method(std::uint32_t constructor) {
    for (const auto& method : api::method_names)
        if (method.id == constructor)
            return method.name;
    char id[9];
    std::snprintf(id, sizeof id, "%08x", static_cast<unsigned>(constructor));
    return id;
}

/// The constructor id of a method of the schema; 0 when there is none with this name.
[[nodiscard]] inline std::uint32_t method_named(std::string_view name) {
    for (const auto& method : api::method_names)
        if (method.name == name)
            return method.id;
    return 0;
}

/// Decodes a query as one method and calls its handler, if the caller is allowed to.
template <tl::function Method>
[[nodiscard]] api_reply call_method(api_call& call, const tl::frame& query, allowed to) {
    const auto signed_in = call.self != nullptr;
    if (!signed_in && call.login.awaiting_password != 0 && to > allowed::nearly_signed_in)
        return refuse(401, "SESSION_PASSWORD_NEEDED");
    if (!signed_in && to > allowed::nearly_signed_in)
        return refuse(401, "AUTH_KEY_UNREGISTERED");
    if (signed_in && call.self->bot && to == allowed::users)
        return refuse(400, "BOT_METHOD_INVALID");
    if (signed_in && !call.self->bot && to == allowed::bots)
        return refuse(400, "USER_BOT_REQUIRED");
    const auto decoded = tl::decode<Method>(query);
    if (!decoded)
        return refuse(400, "INPUT_FETCH_ERROR");
    return handle(call, **decoded);
}

/// A method that the server supports.
struct known_method {
    std::uint32_t id;
    allowed to;
    api_reply (*call)(api_call&, const tl::frame&, allowed);
};

template <tl::function Method>
[[nodiscard]] constexpr known_method method_for(allowed to) {
    return {Method::tl_id, to, &call_method<Method>};
}

/// Executes a query without wrappers. To support a method: its `handle` in the file of its subject, and its row here.
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
        method_for<api::messages::setBotCallbackAnswer>(bots),
        method_for<api::messages::getPinnedDialogs>(users),
        method_for<api::messages::getDialogFilters>(users),
        method_for<api::messages::getAttachMenuBots>(users),
        method_for<api::messages::getStickerSet>(users_and_bots),
        method_for<api::messages::getAvailableReactions>(users),
        method_for<api::messages::getAvailableEffects>(users),
        method_for<api::account::getNotifySettings>(users),
        method_for<api::account::getReactionsNotifySettings>(users),
        method_for<api::account::getChatThemes>(users),
        method_for<api::account::getWebBrowserSettings>(users),
        method_for<api::account::getContentSettings>(users),
        method_for<api::account::getSavedMusicIds>(users),
        method_for<api::help::getPeerColors>(users),
        method_for<api::help::getPeerProfileColors>(users),
        method_for<api::help::getPromoData>(users),
        method_for<api::help::getTermsOfServiceUpdate>(users),
        method_for<api::contacts::getTopPeers>(users),
        method_for<api::aicompose::getTones>(users),
        method_for<api::updates::getState>(users_and_bots),
        method_for<api::updates::getDifference>(users_and_bots),
        method_for<api::updates::getChannelDifference>(users_and_bots),
    };
    if (!call.login.initialised)
        return refuse(400, "CONNECTION_NOT_INITED");
    const auto constructor = mtproto::detail::constructor_of(query.bytes());
    for (const auto& method : methods)
        if (method.id == constructor)
            return method.call(call, query, method.to);
    return refuse(400, "METHOD_NOT_SUPPORTED_" + name_of_method(constructor));
}

} // namespace awaitgram::testing
