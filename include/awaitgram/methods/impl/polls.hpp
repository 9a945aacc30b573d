// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/detail/dates.hpp>
#include <awaitgram/methods/detail/message_page.hpp>
#include <awaitgram/methods/detail/sending.hpp>
#include <awaitgram/methods/impl/editing.hpp>
#include <awaitgram/methods/polls.hpp>
#include <awaitgram/text/wire.hpp>
#include <awaitgram/types/message.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace awaitgram {

namespace detail {

[[nodiscard]] inline api::textWithEntities with_entities(const text_ref& content) {
    auto outgoing = read_text(content);
    api::textWithEntities both{};
    both.text = outgoing.chars;
    both.entities = std::move(outgoing.entities);
    return both;
}

[[nodiscard]] inline api::inputMediaPoll
poll_of(const text_ref& question, const text_list& answers, const poll_options& options) {
    api::inputMediaPoll media{};
    auto& poll = media.poll;
    poll.question = with_entities(question);
    for (std::size_t at = 0; at != answers.size(); ++at) {
        api::inputPollAnswer answer{};
        answer.text = with_entities(answers[at]);
        poll.answers.push_back(std::move(answer));
    }
    poll.public_voters = options.public_voters;
    poll.multiple_choice = options.multiple_choice;
    poll.shuffle_answers = options.shuffle_answers;
    poll.hide_results_until_close = options.hide_results;
    poll.revoting_disabled = options.final_votes;
    if (options.close_at != time_point{})
        poll.close_date = unix_date(options.close_at);
    else if (options.open_for.count() != 0)
        poll.close_period = static_cast<std::int32_t>(options.open_for.count());
    if (!options.explanation.empty()) {
        auto explanation = read_text(options.explanation);
        media.solution = tl::string{explanation.chars};
        media.solution_entities = std::move(explanation.entities);
    }
    return media;
}

[[nodiscard]] inline awaitable<message> send_poll_now(
    const self_info* account,
    const chat_ref& chat,
    const send_options& options,
    api::inputMediaPoll poll
) {
    outgoing sent(account, chat, options);
    api::messages::sendMedia request{};
    request.media = std::move(poll);
    return send_now(std::move(sent), outgoing_text{}, std::move(request));
}

/// The poll of a message.
[[nodiscard]] inline const api::messageMediaPoll& poll_in(const std::optional<message>& shown) {
    const auto* media = shown ? shown->media().get_if<api::messageMediaPoll>() : nullptr;
    if (media == nullptr)
        throw std::logic_error("awaitgram: there is no poll in this message");
    return *media;
}

/// The bytes by which Telegram names an answer.
[[nodiscard]] inline const tl::bytes&
option_of(const api::messageMediaPoll& media, std::int32_t answer) {
    const auto at = static_cast<std::size_t>(answer);
    const auto* known = answer >= 0 && at < media.poll.answers.size()
                            ? media.poll.answers[at].get_if<api::pollAnswer>()
                            : nullptr;
    if (known == nullptr)
        throw std::logic_error("awaitgram: the poll has no answer with this number");
    return known->option;
}

/// The poll that an answer tells of.
[[nodiscard]] inline poll_update
poll_told(tl::reply<api::Updates> answer, const self_info* account) {
    const auto all = kept(std::move(answer));
    for (const auto& update : updates_in(*all->kept))
        if (const auto* told = update.get_if<api::updateMessagePoll>())
            return poll_update(all, *told, account);
    return poll_update(api::updateMessagePoll{}, account);
}

[[nodiscard]] inline awaitable<poll_update> vote_now(
    message_chat where,
    std::int32_t id,
    std::vector<std::int32_t> answers,
    std::optional<message> shown
) {
    const auto to = co_await find(where);
    api::messages::sendVote request{};
    request.peer = to.input;
    request.msg_id = id;
    if (!answers.empty() && !shown) {
        auto getting = get_messages_in(where.account, to, std::vector{id});
        auto found = co_await std::move(getting);
        shown = std::move(found.front());
    }
    for (const auto each : answers)
        request.options.push_back(option_of(poll_in(shown), each));
    auto pending = rpc::invoke(*where.account->access.calls, request);
    auto answer = co_await std::move(pending);
    co_return poll_told(std::move(answer), where.account);
}

[[nodiscard]] inline awaitable<message>
close_poll_now(message_chat where, std::int32_t id, std::optional<message> shown) {
    if (!shown) {
        const auto to = co_await find(where);
        auto getting = get_messages_in(where.account, to, std::vector{id});
        auto found = co_await std::move(getting);
        shown = std::move(found.front());
    }
    // Telegram knows the rest; a quiz that is sent again would need its right answer.
    api::inputMediaPoll closed{};
    closed.poll.id = poll_in(shown).poll.id;
    closed.poll.question = api::textWithEntities{};
    closed.poll.closed = true;
    edit_options options;
    edit made(std::move(where), id, options);
    made.media = std::move(closed);
    made.keyboard = inline_keyboard_of(*shown);
    made.before = std::move(shown);
    auto editing = edit_now(std::move(made));
    co_return co_await std::move(editing);
}

[[nodiscard]] inline awaitable<poll_update> results_now(message_chat where, std::int32_t id) {
    const auto* account = where.account;
    api::messages::getPollResults request{};
    request.msg_id = id;
    auto calling = call_in(std::move(where), std::move(request));
    auto answer = co_await std::move(calling);
    co_return poll_told(std::move(answer), account);
}

} // namespace detail

AWAITGRAM_DECL poll_voters::poll_voters(
    const self_info* account, const chat_ref& chat, std::int32_t id, voter_options options
)
    : cursor(options.limit), account_(account), chat_(chat), id_(id), answer_(options.answer) {}

AWAITGRAM_DECL awaitable<void> poll_voters::fetch() {
    detail::message_chat where(account_, 0);
    where.asked = chat_;
    const auto to = co_await detail::find(where);
    if (answer_ >= 0 && option_.empty()) {
        auto getting = detail::get_messages_in(account_, to, std::vector{id_});
        const auto found = co_await std::move(getting);
        const auto option = detail::option_of(detail::poll_in(found.front()), answer_).view();
        option_.assign(option.begin(), option.end());
    }
    api::messages::getPollVotes request{};
    request.peer = to.input;
    request.id = id_;
    if (!option_.empty())
        request.option = tl::bytes{option_};
    if (!offset_.empty())
        request.offset = tl::string{offset_};
    request.limit = page_size();
    auto pending = rpc::invoke(*account_->access.calls, request);
    auto answer = co_await std::move(pending);
    const auto all =
        std::make_shared<peer_map_of<tl::reply<api::messages::votesList>>>(std::move(answer));
    const auto& value = *all->kept;
    all->users = &value.users;
    all->chats = &value.chats;
    std::vector<poll_voter> items;
    for (const auto& each : value.votes)
        items.emplace_back(all, each);
    // Offsets that lead in a circle would be followed for ever.
    const auto last = items.empty() || !value.next_offset || value.next_offset->empty() ||
                      value.next_offset->view() == offset_ ||
                      trail_.comes_back(value.next_offset->view());
    offset_ = last ? std::string{} : value.next_offset->str();
    take(std::move(items), value.count);
    if (last)
        finish();
}

AWAITGRAM_DECL awaitable<message> poll_methods::send_poll(
    chat_ref chat, text_ref question, text_list answers, poll_options options
) const {
    auto poll = detail::poll_of(question, answers, options);
    return detail::send_poll_now(&account(), chat, options.send, std::move(poll));
}

AWAITGRAM_DECL awaitable<message> poll_methods::send_quiz(
    chat_ref chat,
    text_ref question,
    text_list answers,
    std::int32_t right_answer,
    poll_options options
) const {
    auto poll = detail::poll_of(question, answers, options);
    poll.poll.quiz = true;
    poll.correct_answers.emplace().push_back(right_answer);
    return detail::send_poll_now(&account(), chat, options.send, std::move(poll));
}

AWAITGRAM_DECL awaitable<poll_update>
poll_methods::vote(chat_ref chat, std::int32_t id, id_list answers) const {
    return detail::vote_now(
        detail::message_chat(&account(), chat), id, answers.values(), std::nullopt
    );
}

AWAITGRAM_DECL awaitable<poll_update>
poll_methods::retract_vote(chat_ref chat, std::int32_t id) const {
    return detail::vote_now(detail::message_chat(&account(), chat), id, {}, std::nullopt);
}

AWAITGRAM_DECL awaitable<message> poll_methods::close_poll(chat_ref chat, std::int32_t id) const {
    return detail::close_poll_now(detail::message_chat(&account(), chat), id, std::nullopt);
}

AWAITGRAM_DECL awaitable<poll_update>
poll_methods::get_poll_results(chat_ref chat, std::int32_t id) const {
    return detail::results_now(detail::message_chat(&account(), chat), id);
}

} // namespace awaitgram
