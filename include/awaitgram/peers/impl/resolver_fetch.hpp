// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/channels.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/api/methods/users.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/peers/dialog_id.hpp>
#include <awaitgram/peers/impl/resolver.hpp>
#include <awaitgram/peers/resolver.hpp>
#include <awaitgram/rpc/invoke.hpp>

#include <asio/error.hpp>
#include <asio/post.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>

#include <algorithm>
#include <cstddef>
#include <exception>
#include <memory>
#include <system_error>
#include <utility>
#include <vector>

namespace awaitgram {

namespace detail {

/// More ids are not asked for in one request.
inline constexpr std::size_t most_ids_of_request = 100;
/// The pages of the list of dialogs, of a hundred each, that are read for the sake of an unknown id.
inline constexpr int most_dialog_pages = 10;

} // namespace detail

AWAITGRAM_DECL awaitable<void> peer_resolver::fetch(peer_id id) {
    for (;;) {
        auto& open = batches_[id.kind()];
        if (!open || open->ids.size() >= detail::most_ids_of_request) {
            const auto own = std::make_shared<batch>();
            open = own;
            own->ids.push_back(id);
            co_await fetch_all(own, id.kind());
            co_return;
        }
        const auto joined = open;
        if (std::find(joined->ids.begin(), joined->ids.end(), id) == joined->ids.end())
            joined->ids.push_back(id);
        co_await joined->done.wait();
        if (joined->error)
            std::rethrow_exception(joined->error);
        if (!joined->given_up)
            co_return;
    }
}

AWAITGRAM_DECL awaitable<void>
peer_resolver::fetch_all(std::shared_ptr<batch> asked, peer_kind kind) {
    std::exception_ptr error;
    bool cancelled = false;
    try {
        // Those that are ready to ask now join.
        const auto executor = co_await asio::this_coro::executor;
        co_await asio::post(executor, asio::use_awaitable);
        if (batches_[kind] == asked)
            batches_[kind] = nullptr;
        const auto ids = asked->ids;
        const auto complete = co_await fetch_some(kind, ids);
        // One that is refused may have spoiled the answer for all.
        if (!complete && ids.size() > 1)
            for (const auto each : ids) {
                const std::vector<peer_id> alone{each};
                static_cast<void>(co_await fetch_some(kind, alone));
            }
    } catch (const std::system_error& problem) {
        cancelled = problem.code() == asio::error::operation_aborted;
        error = std::current_exception();
    } catch (...) {
        error = std::current_exception();
    }
    if (batches_[kind] == asked)
        batches_[kind] = nullptr;
    asked->given_up = cancelled;
    if (!cancelled)
        asked->error = error;
    asked->done.open();
    if (error)
        std::rethrow_exception(error);
}

/// Asks for peers by their ids alone; false when Telegram refuses one of them.
AWAITGRAM_DECL awaitable<bool> peer_resolver::fetch_some(peer_kind kind, std::vector<peer_id> ids) {
    try {
        if (kind == peer_kind::user) {
            api::users::getUsers request{};
            for (const auto id : ids) {
                api::inputUser user{};
                user.user_id = id.bare_id();
                request.id.push_back(std::move(user));
            }
            const auto answer = co_await rpc::invoke(*calls_, request);
            keep(&*answer, nullptr);
        } else if (kind == peer_kind::channel) {
            api::channels::getChannels request{};
            for (const auto id : ids) {
                api::inputChannel channel{};
                channel.channel_id = id.bare_id();
                request.id.push_back(std::move(channel));
            }
            const auto answer = co_await rpc::invoke(*calls_, request);
            keep(nullptr, answer->chats());
        } else {
            api::messages::getChats request{};
            for (const auto id : ids)
                request.id.push_back(id.bare_id());
            const auto answer = co_await rpc::invoke(*calls_, request);
            keep(nullptr, answer->chats());
        }
    } catch (const rpc_error& refusal) {
        if (refusal.code() != 400 && refusal.code() != 403 && refusal.code() != 406)
            throw;
        co_return false;
    }
    co_return true;
}

/// Reads the list of dialogs once, since the chats in it come with their access hashes.
AWAITGRAM_DECL awaitable<void> peer_resolver::read_dialogs() {
    if (dialogs_read_)
        co_return;
    unique_function<awaitable<bool>()> pass = [this] { return read_dialog_pages(); };
    static_cast<void>(co_await passes_.run("dialogs", std::move(pass)));
}

AWAITGRAM_DECL awaitable<bool> peer_resolver::read_dialog_pages() {
    api::messages::getDialogs request{};
    request.offset_peer = api::inputPeerEmpty{};
    request.limit = 100;
    for (int page = 0; page < detail::most_dialog_pages; ++page) {
        const auto answer = co_await rpc::invoke(*calls_, request);
        const auto* slice = answer->get_if<api::messages::dialogsSlice>();
        const auto* all = answer->get_if<api::messages::dialogs>();
        if (all != nullptr)
            keep(&all->users, &all->chats);
        if (slice == nullptr)
            break;
        keep(&slice->users, &slice->chats);
        const auto before = request.offset_id;
        const auto date = request.offset_date;
        for (const auto& each : slice->dialogs) {
            const auto* raw = each.get_if<api::dialog>();
            if (raw == nullptr || raw->pinned)
                continue;
            const auto id = peer_id::from_dialog_id(dialog_id(raw->peer));
            const auto known = id ? find_recent(*id) : found{};
            for (const auto& top : slice->messages) {
                const auto* text = top.get_if<api::message>();
                const auto* told = top.get_if<api::messageService>();
                const auto* peer = text != nullptr   ? &text->peer_id
                                   : told != nullptr ? &told->peer_id
                                                     : nullptr;
                if (!known || peer == nullptr || *top.id() != raw->top_message ||
                    dialog_id(*peer) != dialog_id(raw->peer))
                    continue;
                request.offset_id = raw->top_message;
                request.offset_date = text != nullptr ? text->date : told->date;
                request.offset_peer = known->input;
            }
        }
        if (request.offset_id == before && request.offset_date == date)
            break;
        request.exclude_pinned = true;
    }
    dialogs_read_ = true;
    co_return true;
}

} // namespace awaitgram
