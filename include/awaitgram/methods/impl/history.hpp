// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/detail/dates.hpp>
#include <awaitgram/methods/detail/discussion.hpp>
#include <awaitgram/methods/detail/message_pages.hpp>
#include <awaitgram/methods/detail/outgoing.hpp>
#include <awaitgram/methods/detail/sending.hpp>
#include <awaitgram/methods/history.hpp>
#include <awaitgram/types/message.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace awaitgram {

AWAITGRAM_DECL message_list::message_list(
    std::shared_ptr<detail::message_pages> source, detail::history_bounds bounds
)
    : cursor(bounds.limit), source_(std::move(source)), bounds_(bounds) {
    if (bounds_.reverse)
        at_id_ = std::max(bounds_.offset_id, bounds_.min_id);
    else if (bounds_.offset_id == 0 || (bounds_.max_id != 0 && bounds_.max_id < bounds_.offset_id))
        at_id_ = bounds_.max_id;
    else
        at_id_ = bounds_.offset_id;
}

AWAITGRAM_DECL awaitable<void> message_list::fetch() {
    // Telegram applies min_id and max_id to low ids unreliably, so that they are applied here.
    detail::page_bounds asked;
    asked.limit = page_size();
    if (bounds_.reverse && at_id_ == std::numeric_limits<std::int32_t>::max()) {
        finish();
        co_return;
    }
    // Telegram takes no heed of a date beside an id: the first page begins at the date, and the others follow by their ids.
    const auto by_date = !begun_ && bounds_.offset_date != time_point{};
    if (by_date)
        asked.offset_date = detail::unix_date(bounds_.offset_date);
    if (bounds_.reverse) {
        asked.offset_id = by_date ? 0 : at_id_ + 1;
        asked.add_offset = -asked.limit;
    } else {
        asked.offset_id = by_date ? 0 : at_id_;
    }
    auto fetching = source_->page(asked);
    const auto page = co_await std::move(fetching);
    const auto* account = source_->account();
    std::vector<message> found;
    auto end = at_id_;
    auto past = false;
    const auto empty = detail::messages_in(page).empty();
    for (const auto& each : detail::messages_in(page)) {
        const auto id = *each.id();
        if (!bounds_.global) {
            // A page may repeat messages of the one before.
            if (bounds_.reverse ? id <= at_id_ : at_id_ != 0 && id >= at_id_)
                continue;
            end = bounds_.reverse ? std::max(end, id) : end == at_id_ ? id : std::min(end, id);
            if (bounds_.reverse ? bounds_.max_id != 0 && id >= bounds_.max_id
                                : id <= bounds_.min_id) {
                past = true;
                continue;
            }
        }
        if (each.is<api::messageEmpty>())
            continue;
        message one(page, each, account);
        if (!source_->excluded(one))
            found.push_back(std::move(one));
    }
    if (bounds_.reverse)
        std::reverse(found.begin(), found.end());
    const auto stuck = !bounds_.global && !by_date && end == at_id_;
    at_id_ = end;
    begun_ = true;
    take(std::move(found), detail::total_of(page));
    if (empty || past || stuck || source_->ended())
        finish();
}

namespace detail {

[[nodiscard]] inline history_bounds bounds_of(const history_options& options) {
    history_bounds bounds;
    bounds.limit = options.limit;
    bounds.offset_id = options.offset_id;
    bounds.offset_date = options.offset_date;
    bounds.min_id = options.min_id;
    bounds.max_id = options.max_id;
    bounds.reverse = options.reverse;
    return bounds;
}

[[nodiscard]] inline api::MessagesFilter raw_filter(search_filter filter) {
    switch (filter) {
    case search_filter::any:
        break;
    case search_filter::photos:
        return api::inputMessagesFilterPhotos{};
    case search_filter::videos:
        return api::inputMessagesFilterVideo{};
    case search_filter::photos_and_videos:
        return api::inputMessagesFilterPhotoVideo{};
    case search_filter::documents:
        return api::inputMessagesFilterDocument{};
    case search_filter::links:
        return api::inputMessagesFilterUrl{};
    case search_filter::animations:
        return api::inputMessagesFilterGif{};
    case search_filter::voices:
        return api::inputMessagesFilterVoice{};
    case search_filter::music:
        return api::inputMessagesFilterMusic{};
    case search_filter::video_notes:
        return api::inputMessagesFilterRoundVideo{};
    case search_filter::voices_and_video_notes:
        return api::inputMessagesFilterRoundVoice{};
    case search_filter::mentions:
        return api::inputMessagesFilterMyMentions{};
    case search_filter::locations:
        return api::inputMessagesFilterGeo{};
    case search_filter::contacts:
        return api::inputMessagesFilterContacts{};
    case search_filter::pinned:
        return api::inputMessagesFilterPinned{};
    case search_filter::polls:
        return api::inputMessagesFilterPoll{};
    }
    return api::inputMessagesFilterEmpty{};
}

template <class Request>
void set_search(Request& request, std::string_view query, const search_options& options) {
    request.q = query;
    request.filter = raw_filter(options.filter);
    if (options.since != time_point{})
        request.min_date = std::max(unix_date(options.since) - 1, 0);
    if (options.until != time_point{})
        request.max_date = unix_date(options.until);
}

[[nodiscard]] inline api::messages::search
search_request(std::string_view query, const search_options& options) {
    api::messages::search request{};
    set_search(request, query, options);
    if (options.topic != 0)
        request.top_msg_id = options.topic;
    return request;
}

[[nodiscard]] inline awaitable<std::int32_t> count_now(std::shared_ptr<message_pages> source) {
    page_bounds nothing;
    auto fetching = source->page(nothing);
    const auto page = co_await std::move(fetching);
    co_return total_of(page);
}

[[nodiscard]] inline awaitable<message>
comment_now(message_chat where, std::int32_t id, outgoing sending, outgoing_text content) {
    auto looking = discussion_of(std::move(where), id);
    const auto post = co_await std::move(looking);
    if (!post)
        throw std::logic_error("awaitgram: this post has no comments");
    sending.asked = chat_query{chat_ref{*post}};
    sending.peers = post->peers();
    if (sending.plain.reply_to == 0)
        sending.plain.reply_to = post->id();
    api::messages::sendMessage request{};
    auto sent = send_now(std::move(sending), std::move(content), std::move(request));
    co_return co_await std::move(sent);
}

} // namespace detail

AWAITGRAM_DECL message_list history_methods::history(chat_ref chat, history_options options) const {
    using pages = detail::pages_of_chat<api::messages::getHistory>;
    return {
        std::make_shared<pages>(
            detail::message_chat(&account(), chat), api::messages::getHistory{}
        ),
        detail::bounds_of(options)};
}

AWAITGRAM_DECL message_list history_methods::search_messages(
    chat_ref chat, std::string_view query, search_options options
) const {
    using pages = detail::pages_of_chat<api::messages::search>;
    detail::history_bounds bounds;
    bounds.limit = options.limit;
    bounds.offset_id = options.offset_id;
    bounds.min_id = options.min_id;
    return {
        std::make_shared<pages>(
            detail::message_chat(&account(), chat),
            detail::search_request(query, options),
            detail::optional_chat(options.from)
        ),
        bounds};
}

AWAITGRAM_DECL message_list
history_methods::search_global(std::string_view query, search_options options) const {
    api::messages::searchGlobal request{};
    detail::set_search(request, query, options);
    detail::history_bounds bounds;
    bounds.limit = options.limit;
    bounds.global = true;
    return {std::make_shared<detail::pages_of_all>(&account(), std::move(request)), bounds};
}

AWAITGRAM_DECL awaitable<std::int32_t> history_methods::count_messages(
    chat_ref chat, std::string_view query, search_options options
) const {
    using pages = detail::pages_of_chat<api::messages::search>;
    return detail::count_now(std::make_shared<pages>(
        detail::message_chat(&account(), chat),
        detail::search_request(query, options),
        detail::optional_chat(options.from)
    ));
}

AWAITGRAM_DECL message_list
history_methods::replies(chat_ref chat, std::int32_t id, history_options options) const {
    using pages = detail::pages_of_chat<api::messages::getReplies>;
    api::messages::getReplies request{};
    request.msg_id = id;
    return {
        std::make_shared<pages>(detail::message_chat(&account(), chat), std::move(request)),
        detail::bounds_of(options)};
}

AWAITGRAM_DECL awaitable<std::optional<message>>
history_methods::get_discussion_message(chat_ref chat, std::int32_t id) const {
    return detail::discussion_of(detail::message_chat(&account(), chat), id);
}

AWAITGRAM_DECL awaitable<message> history_methods::send_comment(
    chat_ref chat, std::int32_t id, text_ref content, send_options options
) const {
    return detail::comment_now(
        detail::message_chat(&account(), chat),
        id,
        detail::outgoing(&account(), chat, options),
        detail::read_text(content)
    );
}

} // namespace awaitgram
