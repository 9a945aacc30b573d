// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/function_ref.hpp>
#include <awaitgram/dispatcher/detail/filter_answer.hpp>
#include <awaitgram/dispatcher/propagation.hpp>
#include <awaitgram/dispatcher/services.hpp>
#include <awaitgram/keyboard/detail/type_name.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <typeinfo>
#include <utility>

namespace awaitgram {

class client;

namespace detail {

/// What handlers may take beside their event.
struct handler_arguments {
    client* telegram = nullptr;
    dispatch_services* services = nullptr;
};

/// How a handler that may have run ended.
enum class outcome : std::uint8_t { refused, done, next, stop };

[[nodiscard]] constexpr outcome outcome_of(propagation how) noexcept {
    return how == propagation::next   ? outcome::next
           : how == propagation::stop ? outcome::stop
                                      : outcome::done;
}

/// What trying a handler gave: nothing if its filter refused the event, else one of three coroutines, so that most handlers need no
/// coroutine around theirs.
struct attempt {
    awaitable<void> plain{};
    awaitable<propagation> steering{};
    awaitable<outcome> late{};

    [[nodiscard]] bool refused() const noexcept {
        return !plain.valid() && !steering.valid() && !late.valid();
    }
};

/// The parameters of a function or of an object with one call operator.
template <class F>
struct parameters_of {
    static constexpr bool known = false;
};
template <class R, class... A>
struct parameters_of<R (*)(A...)> {
    static constexpr bool known = true;
    using types = type_list<A...>;
};
template <class R, class... A>
struct parameters_of<R (*)(A...) noexcept> : parameters_of<R (*)(A...)> {};
template <class R, class C, class... A>
struct parameters_of<R (C::*)(A...)> : parameters_of<R (*)(A...)> {};
template <class R, class C, class... A>
struct parameters_of<R (C::*)(A...) const> : parameters_of<R (*)(A...)> {};
template <class R, class C, class... A>
struct parameters_of<R (C::*)(A...) noexcept> : parameters_of<R (*)(A...)> {};
template <class R, class C, class... A>
struct parameters_of<R (C::*)(A...) const noexcept> : parameters_of<R (*)(A...)> {};
template <class F>
    requires requires { &F::operator(); }
struct parameters_of<F> : parameters_of<decltype(&F::operator())> {};

/// Whether a parameter is a value of the program's own, which bot_base::provide gives.
template <class P>
inline constexpr bool is_provided =
    std::is_lvalue_reference_v<P> && !std::is_const_v<std::remove_reference_t<P>> &&
    !std::is_same_v<std::remove_reference_t<P>, client>;

template <class P>
decltype(auto) argument(const handler_arguments& with) {
    if constexpr (std::is_same_v<std::remove_cvref_t<P>, client>)
        return static_cast<client&>(*with.telegram);
    else
        return with.services->template provided_value<std::remove_reference_t<P>>();
}

/// A type of which a handler takes a provided value.
struct needed_value {
    const std::type_info* type;
    std::string_view name;
};

/// Passes on what the parameters of a handler need.
using needs_reader = void (*)(function_ref<void(const needed_value& needed)> tell);

template <class P>
void tell_need(function_ref<void(const needed_value& needed)> tell) {
    using value = std::remove_reference_t<P>;
    if constexpr (is_provided<P>)
        tell({&typeid(value), type_name<value>});
}

/// The parameters behind the event and what the filter yielded.
template <class... P>
struct rest {
    static constexpr bool fits = ((std::is_same_v<P, client&> || is_provided<P>)&&...);

    /// Null when they need nothing.
    [[nodiscard]] static constexpr needs_reader needs() noexcept {
        if constexpr ((is_provided<P> || ...))
            return [](function_ref<void(const needed_value& needed)> tell) {
                (tell_need<P>(tell), ...);
            };
        else
            return nullptr;
    }

    template <class Handler, class Event, class... Yields>
    static auto
    call(Handler& handler, const Event& event, const handler_arguments& with, Yields&... yields) {
        return handler(event, std::move(yields)..., argument<P>(with)...);
    }
};

/// How a handler is called: `with_yields`, and its `rest`.
template <class Handler, class Event, class Yields, class Parameters>
struct call_shape {
    static constexpr bool fits = false;
    static constexpr bool with_yields = false;
};

template <class Yields, class Parameters>
struct skip_yields {
    static constexpr bool fits = false;
    using type = rest<>;
};
template <class... P>
struct skip_yields<type_list<>, type_list<P...>> {
    static constexpr bool fits = rest<P...>::fits;
    using type = rest<P...>;
};
template <class Y, class... Ys, class P, class... Ps>
    requires std::is_convertible_v<Y&&, P>
struct skip_yields<type_list<Y, Ys...>, type_list<P, Ps...>>
    : skip_yields<type_list<Ys...>, type_list<Ps...>> {};

template <class Handler, class Event, class Yields, class First, class... P>
    requires std::is_convertible_v<const Event&, First>
struct call_shape<Handler, Event, Yields, type_list<First, P...>> {
    using yielding = skip_yields<Yields, type_list<P...>>;
    static constexpr bool with_yields = !std::is_same_v<Yields, type_list<>> && yielding::fits;
    static constexpr bool fits = yielding::fits || rest<P...>::fits;
    using rest_type = std::conditional_t<with_yields, typename yielding::type, rest<P...>>;
};

/// As call_shape where the parameters are not known, as of a generic lambda.
template <class Handler, class Event, class Yields>
struct generic_shape {
    static constexpr bool with_yields = false;
    static constexpr bool fits = std::is_invocable_v<Handler&, const Event&> ||
                                 std::is_invocable_v<Handler&, const Event&, client&>;
    using rest_type =
        std::conditional_t<std::is_invocable_v<Handler&, const Event&>, rest<>, rest<client&>>;
};
template <class Handler, class Event, class Y, class... Ys>
struct generic_shape<Handler, Event, type_list<Y, Ys...>> {
    static constexpr bool plain = std::is_invocable_v<Handler&, const Event&, Y, Ys...>;
    static constexpr bool with_client =
        std::is_invocable_v<Handler&, const Event&, Y, Ys..., client&>;
    static constexpr bool with_yields = plain || with_client;
    using without = generic_shape<Handler, Event, type_list<>>;
    static constexpr bool fits = with_yields || without::fits;
    using rest_type = std::conditional_t<
        plain,
        rest<>,
        std::conditional_t<with_client, rest<client&>, typename without::rest_type>>;
};

template <class Handler, class Event, class Yields>
constexpr auto shape_of() {
    if constexpr (parameters_of<Handler>::known)
        return call_shape<Handler, Event, Yields, typename parameters_of<Handler>::types>{};
    else
        return generic_shape<Handler, Event, Yields>{};
}

template <class Handler, class Event, class Yields>
using shape_for = decltype(shape_of<Handler, Event, Yields>());

/// What the handler of a shape that fits returns.
template <class Shape, class Handler, class Event, class... Y>
auto result_of(type_list<Y...> /*yields*/) {
    if constexpr (Shape::with_yields)
        return std::type_identity<decltype(Shape::rest_type::call(
            std::declval<Handler&>(),
            std::declval<const Event&>(),
            std::declval<const handler_arguments&>(),
            std::declval<Y&>()...
        ))>{};
    else
        return std::type_identity<decltype(Shape::rest_type::call(
            std::declval<Handler&>(),
            std::declval<const Event&>(),
            std::declval<const handler_arguments&>()
        ))>{};
}

template <class Handler, class Event, class Yields>
constexpr bool is_handler() {
    using shape = shape_for<Handler, Event, Yields>;
    if constexpr (shape::fits) {
        using result = typename decltype(result_of<shape, Handler, Event>(Yields{}))::type;
        return std::is_same_v<result, awaitable<void>> ||
               std::is_same_v<result, awaitable<propagation>>;
    } else {
        return false;
    }
}

/// A handler with its filter: asks the filter about an event and makes the handler's coroutine.
template <class Event, class Filter, class Handler>
class bound_handler {
    using answer = filter_answer_of<Filter, Event>;
    using yields = typename answer::yields;
    using shape = shape_for<Handler, Event, yields>;

    using returned = typename decltype(result_of<shape, Handler, Event>(yields{}))::type;

public:
    /// Whether the handler says what happens to the update after it.
    static constexpr bool steers = std::is_same_v<returned, awaitable<propagation>>;
    static constexpr needs_reader needs = shape::rest_type::needs();

    bound_handler(Filter filter, Handler handler)
        : filter_(std::move(filter)), handler_(std::move(handler)) {}

    attempt operator()(const void* erased, const handler_arguments& with) {
        const auto& event = *static_cast<const Event*>(erased);
        attempt tried;
        if constexpr (answer::waits) {
            tried.late = ask_first(event, with);
        } else {
            auto said = std::as_const(filter_)(event);
            if (!static_cast<bool>(said))
                return tried;
            if constexpr (shape::with_yields)
                keep(tried, with_values(event, with, answer::values(std::move(said))));
            else
                keep(tried, shape::rest_type::call(handler_, event, with));
        }
        return tried;
    }

private:
    static void keep(attempt& tried, awaitable<void> made) { tried.plain = std::move(made); }
    static void keep(attempt& tried, awaitable<propagation> made) {
        tried.steering = std::move(made);
    }

    // The values live until the handler has ended: it may take them by reference.
    template <class Values>
    returned with_values(const Event& event, handler_arguments with, Values values) {
        auto made = std::apply(
            [&](auto&... each) { return shape::rest_type::call(handler_, event, with, each...); },
            values
        );
        co_return co_await std::move(made);
    }

    awaitable<outcome> ask_first(const Event& event, handler_arguments with) {
        auto said = co_await std::as_const(filter_)(event);
        if (!static_cast<bool>(said))
            co_return outcome::refused;
        if constexpr (shape::with_yields) {
            auto made = with_values(event, with, answer::values(std::move(said)));
            if constexpr (steers)
                co_return outcome_of(co_await std::move(made));
            else
                co_await std::move(made);
        } else {
            auto made = shape::rest_type::call(handler_, event, with);
            if constexpr (steers)
                co_return outcome_of(co_await std::move(made));
            else
                co_await std::move(made);
        }
        co_return outcome::done;
    }

    Filter filter_;
    Handler handler_;
};

} // namespace detail

/// A coroutine that handles an event: it takes the event, then what `Filter` yields if it likes, then an `awaitgram::client&` and values
/// that were provided if it likes, and returns `awaitable<void>` or `awaitable<propagation>`.
template <class H, class Event, class Yields = detail::type_list<>>
concept handler_of = detail::is_handler<std::decay_t<H>, Event, Yields>();

} // namespace awaitgram
