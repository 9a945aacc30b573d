// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/async/event.hpp>
#include <awaitgram/core/function_ref.hpp>
#include <awaitgram/dispatcher/conversations.hpp>
#include <awaitgram/dispatcher/error.hpp>

#include <asio/error.hpp>

#include <cstdint>
#include <exception>
#include <optional>
#include <system_error>
#include <utility>

namespace awaitgram::detail {

/// The wait of a coroutine for an event; lives in its frame. Begins with the constructor, so that nothing is missed before `wait`.
template <class Event>
class answer_wait {
public:
    using question = function_ref<bool(const Event&)>;

    /// What `accepts` refers to must live as long as this.
    ///
    /// Errors: std::system_error with conversation_errc::too_many_waits.
    answer_wait(
        asio::any_io_executor executor,
        conversations& among,
        conversation_place place,
        conversations::kind what,
        std::int32_t about,
        bool passes_on,
        question accepts
    )
        : woken_(std::move(executor)), accepts_(accepts) {
        conversations::wish asked;
        asked.what = what;
        asked.about = about;
        asked.passes_on = passes_on;
        asked.accept = [this](const void* event) {
            return takes(*static_cast<const Event*>(event));
        };
        asked.end = [this](conversations::ending why) {
            ended_ = why;
            woken_.set();
        };
        ticket_ = among.add(std::move(place), std::move(asked));
        if (ended_ == conversations::ending::refused)
            throw std::system_error(conversation_errc::too_many_waits);
    }
    answer_wait(const answer_wait&) = delete;
    answer_wait& operator=(const answer_wait&) = delete;

    /// The topic that the answer comes in, where that was not known before.
    void set_topic(std::int32_t topic) { ticket_.set_topic(topic); }

    /// The event; nothing at the deadline, or when the wait was cancelled by `conversations::cancel`.
    ///
    /// Errors:  exceptions of `accepts`; `operation_aborted` when the conversations are closed; conversation_errc::too_many_waits after
    ///          set_topic.
    /// Cancels: an event that was taken before is returned.
    [[nodiscard]] awaitable<std::optional<Event>> wait(conversations::time_point deadline) {
        ticket_.set_deadline(deadline);
        co_await woken_.wait_until(deadline);
        ticket_.leave();
        if (failure_)
            std::rethrow_exception(failure_);
        if (ended_ == conversations::ending::closed)
            throw std::system_error(asio::error::operation_aborted);
        if (ended_ == conversations::ending::refused)
            throw std::system_error(conversation_errc::too_many_waits);
        co_return std::move(answer_);
    }

private:
    bool takes(const Event& event) {
        try {
            if (!accepts_(event))
                return false;
            answer_.emplace(event);
        } catch (...) {
            // It is the asker's error; the event goes to the next one.
            failure_ = std::current_exception();
            ticket_.leave();
        }
        woken_.set();
        return answer_.has_value();
    }

    event woken_;
    question accepts_;
    std::optional<Event> answer_{};
    std::exception_ptr failure_{};
    std::optional<conversations::ending> ended_{};
    conversations::ticket ticket_{}; // last, so that it ends first
};

} // namespace awaitgram::detail
