// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/dispatcher/detail/event_rows.hpp>
#include <awaitgram/dispatcher/detail/filter_answer.hpp>
#include <awaitgram/dispatcher/event_kind.hpp>
#include <awaitgram/dispatcher/handler_list.hpp>
#include <awaitgram/types/update.hpp>

#include <utility>

namespace awaitgram::detail {

template <class Filter, event_kind... Kind, class... Event>
constexpr bool asks_about_events(type_list<event_row<Kind, Event>...> /*rows*/) {
    return (filter_for<Filter, Event> || ...);
}

/// A filter that a router can have.
template <class Filter>
concept entrance_filter = filter_for<Filter, update> || asks_about_events<Filter>(event_rows{});

/// Asks the filter of a router.
template <class Filter>
class entrance {
public:
    explicit entrance(Filter only) : only_(std::move(only)) {}

    admission operator()(event_kind kind, const void* event, const update& next) const {
        if constexpr (filter_for<Filter, update>)
            return admitted(next);
        else
            return event != nullptr ? asked(kind, event, event_rows{}) : admission{};
    }

private:
    template <class Event>
    [[nodiscard]] admission admitted(const Event& event) const {
        admission answer;
        if constexpr (filter_answer_of<Filter, Event>::waits)
            answer.late = settled(only_(event));
        else
            answer.passes = static_cast<bool>(only_(event));
        return answer;
    }

    template <class Answer>
    static awaitable<bool> settled(awaitable<Answer> asked) {
        const auto answer = co_await std::move(asked);
        co_return static_cast<bool>(answer);
    }

    template <event_kind... Kind, class... Event>
    [[nodiscard]] admission asked(
        event_kind kind, const void* event, type_list<event_row<Kind, Event>...> /*rows*/
    ) const {
        admission answer;
        const auto ask = [&]<class E>(const E& of) {
            if constexpr (filter_for<Filter, E>)
                answer = admitted(of);
            return true;
        };
        static_cast<void>(((kind == Kind && ask(*static_cast<const Event*>(event))) || ...));
        return answer;
    }

    Filter only_;
};

} // namespace awaitgram::detail
