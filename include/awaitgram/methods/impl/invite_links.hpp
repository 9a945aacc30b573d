// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/detail/acting.hpp>
#include <awaitgram/methods/detail/chat_target.hpp>
#include <awaitgram/methods/detail/keep_answer.hpp>
#include <awaitgram/methods/detail/settled.hpp>
#include <awaitgram/methods/impl/chat_settings.hpp>
#include <awaitgram/methods/invite_links.hpp>
#include <awaitgram/peers/parse_link.hpp>
#include <awaitgram/rpc/invoke.hpp>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram {

namespace detail {

/// A link that came in an answer, which `kept` keeps alive.
[[nodiscard]] inline invite_link link_in(
    std::shared_ptr<const peer_map> kept,
    const api::ExportedChatInvite& raw,
    const self_info* account
) {
    const auto* link = raw.get_if<api::chatInviteExported>();
    return link != nullptr ? invite_link{std::move(kept), *link, account} : invite_link{};
}

[[nodiscard]] inline awaitable<invite_link> export_link_now(
    const self_info* account, chat_query asked, api::messages::exportChatInvite request
) {
    const auto found = co_await resolved(account, std::move(asked));
    require_group(found);
    request.peer = found.input;
    auto answer = co_await rpc::invoke(*account->access.calls, request);
    using reply = tl::reply<api::ExportedChatInvite>;
    const auto kept = std::make_shared<peer_map_of<reply>>(std::move(answer));
    co_return link_in(kept, *kept->kept, account);
}

using exported_answer = std::shared_ptr<peer_map_of<tl::reply<api::messages::ExportedChatInvite>>>;

template <class Request>
[[nodiscard]] awaitable<exported_answer>
ask_for_link(const self_info* account, chat_query asked, Request request) {
    const auto found = co_await resolved(account, std::move(asked));
    require_group(found);
    request.peer = found.input;
    auto answer = co_await rpc::invoke(*account->access.calls, request);
    co_return keep_answer(std::move(answer));
}

/// The link of an answer.
[[nodiscard]] inline awaitable<invite_link>
link_of(const self_info* account, awaitable<exported_answer> pending) {
    const auto kept = co_await std::move(pending);
    const auto* link = kept->kept->invite();
    co_return link != nullptr ? link_in(kept, *link, account) : invite_link{};
}

[[nodiscard]] inline awaitable<revoked_invite>
revoked_of(const self_info* account, awaitable<exported_answer> pending) {
    const auto kept = co_await std::move(pending);
    revoked_invite result;
    if (const auto* link = kept->kept->invite())
        result.revoked = link_in(kept, *link, account);
    if (const auto* both = kept->kept->get_if<api::messages::exportedChatInviteReplaced>())
        result.replacement = link_in(kept, both->new_invite, account);
    co_return result;
}

[[nodiscard]] inline awaitable<invite_preview>
preview_now(const self_info* account, std::string hash) {
    api::messages::checkChatInvite request{};
    request.hash = hash;
    auto answer = co_await rpc::invoke(*account->access.calls, request);
    using reply = tl::reply<api::ChatInvite>;
    const auto kept = std::make_shared<peer_map_of<reply>>(std::move(answer));
    invite_preview preview;
    if (const auto* shown = kept->kept->get_if<api::chatInvite>()) {
        preview.title = shown->title.str();
        preview.about = shown->about ? shown->about->str() : std::string{};
        preview.members_count = shown->participants_count;
        preview.channel = shown->broadcast;
        preview.by_request = shown->request_needed;
        co_return preview;
    }
    if (const auto* known = kept->kept->chat()) {
        preview.joined_chat.emplace(kept, *known, account);
        preview.title = preview.joined_chat->title();
        preview.members_count = preview.joined_chat->members_count().value_or(0);
        preview.channel = preview.joined_chat->kind() == chat_kind::channel;
    }
    co_return preview;
}

[[nodiscard]] inline awaitable<void>
delete_revoked_now(const self_info* account, chat_query asked, chat_query admin) {
    api::messages::deleteRevokedExportedChatInvites request{};
    const auto found = co_await resolved(account, std::move(asked));
    require_group(found);
    request.peer = found.input;
    const auto owner = co_await resolved(account, std::move(admin));
    request.admin_id = input_of_user(owner);
    static_cast<void>(co_await change(account, request));
}

[[nodiscard]] inline awaitable<std::vector<admin_with_links>>
admins_with_links_now(const self_info* account, chat_query asked) {
    const auto found = co_await resolved(account, std::move(asked));
    require_group(found);
    api::messages::getAdminsWithInvites request{};
    request.peer = found.input;
    auto answer = co_await rpc::invoke(*account->access.calls, request);
    const auto kept = keep_answer(std::move(answer));
    std::vector<admin_with_links> admins;
    for (const auto& each : kept->kept->admins) {
        auto& one = admins.emplace_back();
        one.id = each.admin_id;
        one.admin = user::among(kept, each.admin_id, account);
        one.links = each.invites_count;
        one.revoked_links = each.revoked_invites_count;
    }
    co_return admins;
}

[[nodiscard]] inline awaitable<void>
settle_request_now(const self_info* account, chat_query asked, chat_query user, bool approved) {
    api::messages::hideChatJoinRequest request{};
    request.approved = approved;
    const auto found = co_await resolved(account, std::move(asked));
    require_group(found);
    request.peer = found.input;
    const auto who = co_await resolved(account, std::move(user));
    request.user_id = input_of_user(who);
    static_cast<void>(co_await change(account, request));
}

[[nodiscard]] inline awaitable<void>
settle_all_requests(const self_info* account, chat_ref chat, std::string_view link, bool approved) {
    api::messages::hideAllChatJoinRequests request{};
    request.approved = approved;
    if (!link.empty())
        request.link = tl::string{link};
    return change_group(account, chat_query{chat}, std::move(request));
}

} // namespace detail

AWAITGRAM_DECL invite_link_cursor::invite_link_cursor(
    const self_info* account, chat_query chat, invite_link_options options
)
    : cursor(detail::limit_of(options.limit)), account_(account), chat_(std::move(chat)),
      admin_(options.admin), revoked_(options.revoked) {}

AWAITGRAM_DECL awaitable<void> invite_link_cursor::fetch() {
    auto asked = chat_;
    const auto found = co_await detail::resolved(account_, std::move(asked));
    detail::require_group(found);
    auto owner = admin_;
    const auto admin = co_await detail::resolved(account_, std::move(owner));
    api::messages::getExportedChatInvites request{};
    request.peer = found.input;
    request.admin_id = detail::input_of_user(admin);
    request.revoked = revoked_;
    request.limit = page_size();
    if (!after_link_.empty()) {
        request.offset_date = after_date_;
        request.offset_link = tl::string{after_link_};
    }
    auto answer = co_await rpc::invoke(*account_->access.calls, request);
    const auto kept = detail::keep_answer(std::move(answer));
    std::vector<invite_link> links;
    for (const auto& each : kept->kept->invites)
        if (auto link = detail::link_in(kept, each, account_); !link.link().empty())
            if (seen_.emplace(link.link()).second)
                links.push_back(std::move(link));
    // Without a new link, pages could come for ever.
    if (links.empty()) {
        finish();
    } else {
        after_date_ = links.back().raw()->date;
        after_link_ = links.back().link();
    }
    take(std::move(links), kept->kept->count);
}

AWAITGRAM_DECL invited_user_cursor::invited_user_cursor(
    const self_info* account, chat_query chat, invited_user_options options, bool waiting
)
    : cursor(detail::limit_of(options.limit)), account_(account), chat_(std::move(chat)),
      link_(options.link), search_(options.search), waiting_(waiting) {}

AWAITGRAM_DECL awaitable<void> invited_user_cursor::fetch() {
    auto asked = chat_;
    const auto found = co_await detail::resolved(account_, std::move(asked));
    detail::require_group(found);
    api::messages::getChatInviteImporters request{};
    request.peer = found.input;
    request.requested = waiting_;
    if (!link_.empty())
        request.link = tl::string{link_};
    if (!search_.empty())
        request.q = tl::string{search_};
    request.offset_user = api::inputUserEmpty{};
    if (last_) {
        request.offset_date = last_->raw()->date;
        const auto known = last_->user();
        const auto after =
            known ? chat_query{chat_ref{*known->raw()}} : chat_query{chat_ref{last_->id()}};
        const auto offset = co_await detail::resolved(account_, after);
        request.offset_user = detail::user_input(offset.input);
    }
    request.limit = page_size();
    auto answer = co_await rpc::invoke(*account_->access.calls, request);
    const auto kept = detail::keep_answer(std::move(answer));
    std::vector<invited_user> users;
    for (const auto& each : kept->kept->importers)
        if (seen_.emplace(each.user_id, each.date).second)
            users.emplace_back(kept, each, account_);
    // Without a new user, pages could come for ever.
    if (users.empty())
        finish();
    else
        last_ = users.back();
    take(std::move(users), kept->kept->count);
}

AWAITGRAM_DECL awaitable<invite_link>
invite_link_methods::create_invite_link(chat_ref chat, invite_options options) const {
    if (options.by_request && options.usage_limit != 0)
        throw std::invalid_argument(
            "awaitgram: an invite link whose users are approved has no limit of users"
        );
    api::messages::exportChatInvite request{};
    request.request_needed = options.by_request;
    if (!options.title.empty())
        request.title = tl::string{options.title};
    if (!options.until.never())
        request.expire_date = options.until.date();
    if (options.usage_limit != 0)
        request.usage_limit = options.usage_limit;
    return detail::export_link_now(&account(), chat_query{chat}, std::move(request));
}

AWAITGRAM_DECL awaitable<invite_link> invite_link_methods::export_chat_invite_link(chat_ref chat
) const {
    api::messages::exportChatInvite request{};
    request.legacy_revoke_permanent = true;
    return detail::export_link_now(&account(), chat_query{chat}, std::move(request));
}

AWAITGRAM_DECL awaitable<invite_link> invite_link_methods::edit_invite_link(
    chat_ref chat, std::string_view link, invite_changes changes
) const {
    api::messages::editExportedChatInvite request{};
    request.link = tl::string{link};
    if (changes.title)
        request.title = tl::string{*changes.title};
    if (changes.until)
        request.expire_date = changes.until->date();
    if (changes.usage_limit)
        request.usage_limit = *changes.usage_limit;
    if (changes.by_request)
        request.request_needed = *changes.by_request == toggle::on;
    return detail::link_of(
        &account(), detail::ask_for_link(&account(), chat_query{chat}, std::move(request))
    );
}

AWAITGRAM_DECL awaitable<revoked_invite>
invite_link_methods::revoke_invite_link(chat_ref chat, std::string_view link) const {
    api::messages::editExportedChatInvite request{};
    request.link = tl::string{link};
    request.revoked = true;
    return detail::revoked_of(
        &account(), detail::ask_for_link(&account(), chat_query{chat}, std::move(request))
    );
}

AWAITGRAM_DECL awaitable<void>
invite_link_methods::delete_invite_link(chat_ref chat, std::string_view link) const {
    api::messages::deleteExportedChatInvite request{};
    request.link = tl::string{link};
    return detail::change_group(&account(), chat_query{chat}, std::move(request));
}

AWAITGRAM_DECL awaitable<void>
invite_link_methods::delete_revoked_invite_links(chat_ref chat, chat_ref admin) const {
    return detail::delete_revoked_now(&account(), chat_query{chat}, chat_query{admin});
}

AWAITGRAM_DECL awaitable<invite_link>
invite_link_methods::get_invite_link(chat_ref chat, std::string_view link) const {
    api::messages::getExportedChatInvite request{};
    request.link = tl::string{link};
    return detail::link_of(
        &account(), detail::ask_for_link(&account(), chat_query{chat}, std::move(request))
    );
}

AWAITGRAM_DECL awaitable<invite_preview> invite_link_methods::preview_invite(std::string_view link
) const {
    const auto parsed = parse_chat_link(link);
    if (!parsed || parsed->to != chat_link::target::invite)
        throw peer_error(peer_errc::not_a_chat_link, "an invite link");
    return detail::preview_now(&account(), parsed->name);
}

AWAITGRAM_DECL invite_link_cursor
invite_link_methods::invite_links(chat_ref chat, invite_link_options options) const {
    return invite_link_cursor{&account(), chat_query{chat}, options};
}

AWAITGRAM_DECL invited_user_cursor
invite_link_methods::invited_users(chat_ref chat, invited_user_options options) const {
    return invited_user_cursor{&account(), chat_query{chat}, options, false};
}

AWAITGRAM_DECL invited_user_cursor
invite_link_methods::join_requests(chat_ref chat, invited_user_options options) const {
    return invited_user_cursor{&account(), chat_query{chat}, options, true};
}

AWAITGRAM_DECL awaitable<std::vector<admin_with_links>>
invite_link_methods::admins_with_links(chat_ref chat) const {
    return detail::admins_with_links_now(&account(), chat_query{chat});
}

AWAITGRAM_DECL awaitable<void>
invite_link_methods::approve_join_request(chat_ref chat, chat_ref user) const {
    return detail::settle_request_now(&account(), chat_query{chat}, chat_query{user}, true);
}

AWAITGRAM_DECL awaitable<void>
invite_link_methods::decline_join_request(chat_ref chat, chat_ref user) const {
    return detail::settle_request_now(&account(), chat_query{chat}, chat_query{user}, false);
}

AWAITGRAM_DECL awaitable<void>
invite_link_methods::approve_all_join_requests(chat_ref chat, std::string_view link) const {
    return detail::settle_all_requests(&account(), chat, link, true);
}

AWAITGRAM_DECL awaitable<void>
invite_link_methods::decline_all_join_requests(chat_ref chat, std::string_view link) const {
    return detail::settle_all_requests(&account(), chat, link, false);
}

} // namespace awaitgram
