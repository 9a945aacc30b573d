// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/async/task_group.hpp>
#include <awaitgram/core/clock.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/detail/message_chat.hpp>
#include <awaitgram/methods/detail/outgoing_text.hpp>
#include <awaitgram/methods/detail/send_order.hpp>
#include <awaitgram/methods/typing.hpp>

#include <asio/this_coro.hpp>

#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <utility>

namespace awaitgram {

struct typing_scope::shared {
    shared(asio::any_io_executor executor, send_order* order, std::int64_t chat)
        : over(std::move(executor)), sends(order, chat) {}

    [[nodiscard]] bool goes_on() const noexcept { return !ended && !sends.sent(); }

    event over;
    send_order::watch sends;
    bool ended = false;
};

AWAITGRAM_DECL void typing_scope::stop() noexcept {
    if (state_ == nullptr)
        return;
    state_->ended = true;
    state_->over.set();
    state_.reset();
}

namespace detail {

template <class Action>
[[nodiscard]] api::SendMessageAction upload(std::int32_t progress) {
    Action action{};
    action.progress = progress;
    return action;
}

[[nodiscard]] inline api::SendMessageAction raw_action(const typing_options& options) {
    switch (options.action) {
    case typing_action::stopped:
        return api::sendMessageCancelAction{};
    case typing_action::records_video:
        return api::sendMessageRecordVideoAction{};
    case typing_action::uploads_video:
        return upload<api::sendMessageUploadVideoAction>(options.progress);
    case typing_action::records_voice:
        return api::sendMessageRecordAudioAction{};
    case typing_action::uploads_voice:
        return upload<api::sendMessageUploadAudioAction>(options.progress);
    case typing_action::uploads_photo:
        return upload<api::sendMessageUploadPhotoAction>(options.progress);
    case typing_action::uploads_document:
        return upload<api::sendMessageUploadDocumentAction>(options.progress);
    case typing_action::chooses_location:
        return api::sendMessageGeoLocationAction{};
    case typing_action::chooses_contact:
        return api::sendMessageChooseContactAction{};
    case typing_action::chooses_sticker:
        return api::sendMessageChooseStickerAction{};
    case typing_action::plays_game:
        return api::sendMessageGamePlayAction{};
    case typing_action::records_video_note:
        return api::sendMessageRecordRoundAction{};
    case typing_action::uploads_video_note:
        return upload<api::sendMessageUploadRoundAction>(options.progress);
    case typing_action::speaks_in_call:
        return api::speakingInGroupCallAction{};
    case typing_action::imports_history:
        return upload<api::sendMessageHistoryImportAction>(options.progress);
    case typing_action::typing:
    case typing_action::plays_emoji:
    case typing_action::sees_emoji:
    case typing_action::drafts_text:
    case typing_action::other:
        break;
    }
    return api::sendMessageTypingAction{};
}

[[nodiscard]] inline api::messages::setTyping typing_request(const typing_options& options) {
    api::messages::setTyping request{};
    request.action = raw_action(options);
    if (options.topic > 1)
        request.top_msg_id = options.topic;
    return request;
}

/// Repeats an action until its scope ends. It never throws: nothing waits for it.
[[nodiscard]] inline awaitable<void> repeat_typing(
    account_access access,
    std::string connection,
    api::messages::setTyping request,
    std::shared_ptr<typing_scope::shared> state
) {
    constexpr std::chrono::seconds pause{5};
    try {
        for (;;) {
            co_await state->over.wait_until(monotonic_clock::now() + pause);
            if (!state->goes_on())
                co_return;
            auto pending = call_for(access, connection, request);
            static_cast<void>(co_await std::move(pending));
        }
    } catch (const std::exception&) { // what is shown vanishes by itself
    }
}

[[nodiscard]] inline awaitable<typing_scope>
begin_typing(message_chat where, typing_options options) {
    const auto access = where.account->access;
    const auto executor = co_await asio::this_coro::executor;
    const auto to = co_await find(where);
    auto request = typing_request(options);
    request.peer = to.input;
    auto pending = call_for(access, where.connection, request);
    static_cast<void>(co_await std::move(pending));
    const auto state = std::make_shared<typing_scope::shared>(executor, access.order, to.id);
    auto repeating = repeat_typing(access, std::move(where.connection), std::move(request), state);
    // The run of the client waits for it, so that it ends before all that it uses.
    if (auto* group = access.order != nullptr ? access.order->background() : nullptr)
        group->spawn(std::move(repeating));
    else
        static_cast<void>(task(executor, std::move(repeating), nullptr));
    typing_scope scope{state};
    co_return scope;
}

} // namespace detail

AWAITGRAM_DECL awaitable<typing_scope>
typing_methods::typing(chat_ref chat, typing_options options) const {
    return detail::begin_typing(detail::message_chat(&account(), chat), options);
}

AWAITGRAM_DECL awaitable<void>
typing_methods::send_typing(chat_ref chat, typing_options options) const {
    return detail::act_in(detail::message_chat(&account(), chat), detail::typing_request(options));
}

AWAITGRAM_DECL awaitable<void> typing_methods::send_text_draft(
    chat_ref chat, std::int64_t draft, text_ref content, std::int32_t topic
) const {
    auto outgoing = detail::read_text(content);
    api::sendMessageTextDraftAction action{};
    action.random_id = draft;
    action.text.text = outgoing.chars;
    action.text.entities = std::move(outgoing.entities);
    api::messages::setTyping request{};
    request.action = std::move(action);
    if (topic > 1)
        request.top_msg_id = topic;
    return detail::act_in(detail::message_chat(&account(), chat), std::move(request));
}

} // namespace awaitgram
