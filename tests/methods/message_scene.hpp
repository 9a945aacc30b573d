// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/channels.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/methods/buttons.hpp>
#include <awaitgram/methods/contents.hpp>
#include <awaitgram/methods/editing.hpp>
#include <awaitgram/methods/fetching.hpp>
#include <awaitgram/methods/forwarding.hpp>
#include <awaitgram/methods/history.hpp>
#include <awaitgram/methods/marks.hpp>
#include <awaitgram/methods/messages.hpp>
#include <awaitgram/methods/polls.hpp>
#include <awaitgram/methods/reactions.hpp>
#include <awaitgram/methods/scheduled.hpp>
#include <awaitgram/methods/typing.hpp>
#include <awaitgram/types/message.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "../support/run.hpp"
#include "account.hpp"

namespace awaitgram::tests {

/// All methods about messages.
struct message_subjects : button_methods,
                          content_methods,
                          editing_methods,
                          fetching_methods,
                          forwarding_methods,
                          history_methods,
                          mark_methods,
                          message_methods,
                          poll_methods,
                          reaction_methods,
                          scheduled_methods,
                          typing_methods {};

/// An account with these methods over a fake.
struct message_account {
    script steps{};
    account_with<message_subjects> me{steps};

    /// Answers a method, and keeps its requests.
    template <class Request>
    std::vector<Request>& answers(std::function<typename Request::tl_result(const Request&)> reply
    ) {
        static std::vector<Request> seen;
        seen.clear();
        me.calls.answer_with<Request>([reply = std::move(reply)](const Request& asked) {
            seen.push_back(asked);
            return reply(asked);
        });
        return seen;
    }
    template <class Request>
    std::vector<Request>& answers(typename Request::tl_result value) {
        return answers<Request>([value = std::move(value)](const Request&) { return value; });
    }

    void run(std::function<awaitable<void>()> act) { tests::run(std::move(act)); }
};

/// The supergroup of the tests, which needs no look-up.
inline api::InputPeer club() {
    return api::inputPeerChannel{.channel_id = 8, .access_hash = 80};
}
inline constexpr std::int64_t club_id = -1000000000008;

inline api::Peer user_peer(std::int64_t id) {
    return api::peerUser{.user_id = id};
}
inline api::Peer club_peer() {
    return api::peerChannel{.channel_id = 8};
}

inline api::message text_in(api::Peer chat, std::int32_t id, std::string text = "text") {
    api::message raw{};
    raw.id = id;
    raw.peer_id = std::move(chat);
    raw.message = std::move(text);
    return raw;
}

/// An answer with messages.
inline api::messages::Messages page(std::vector<api::Message> messages) {
    api::messages::messages answer{};
    for (auto& each : messages)
        answer.messages.push_back(std::move(each));
    return answer;
}

template <class Update>
api::Updates one(Update update) {
    api::updates_ all{};
    all.updates.push_back(std::move(update));
    return all;
}

/// The updates of messages that were sent with random ids, one id after another from `first` on.
inline api::Updates
sent_as(const api::Peer& chat, std::int32_t first, const tl::vector<std::int64_t>& random_ids) {
    api::updates_ all{};
    for (const auto random_id : random_ids) {
        api::updateNewMessage fresh{};
        fresh.message = text_in(chat, first, "sent");
        all.updates.push_back(fresh);
        api::updateMessageID numbered{};
        numbered.id = first++;
        numbered.random_id = random_id;
        all.updates.push_back(numbered);
    }
    return all;
}

/// The ids that a request of getMessages asks for.
template <class Request>
std::vector<std::int32_t> asked_ids(const Request& request) {
    std::vector<std::int32_t> ids;
    for (const auto& each : request.id)
        if (const auto* by_id = each.template get_if<api::inputMessageID>())
            ids.push_back(by_id->id);
    return ids;
}

/// Answers requests for messages of the supergroup and of the account's other chats: each id exists in the one that `chat_of` says.
inline std::function<api::messages::Messages(const api::messages::getMessages&)>
each_in(std::function<api::Peer(std::int32_t)> chat_of) {
    return [chat_of = std::move(chat_of)](const api::messages::getMessages& asked) {
        std::vector<api::Message> all;
        for (const auto id : asked_ids(asked))
            all.emplace_back(text_in(chat_of(id), id));
        return page(std::move(all));
    };
}

} // namespace awaitgram::tests
