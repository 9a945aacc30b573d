// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/dispatcher/detail/command_arguments.hpp>
#include <awaitgram/dispatcher/detail/typed_arguments.hpp>
#include <awaitgram/dispatcher/filters/command.hpp>
#include <awaitgram/dispatcher/handler.hpp>
#include <awaitgram/text/text_ref.hpp>
#include <awaitgram/types/message.hpp>

#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace awaitgram {

/// The names of a command: one, or several in braces. Refers to the caller's texts.
class command_names {
public:
    template <plain_text T>
    command_names(const T& name) : all_{std::string_view{name}} {}
    command_names(std::initializer_list<std::string_view> names) : all_(names) {}

    [[nodiscard]] std::span<const std::string_view> all() const noexcept { return all_; }

private:
    std::vector<std::string_view> all_;
};

namespace detail {

/// The parameters of a command's handler: the message, values from the text, then a client and provided values.
template <class Parameters>
struct command_shape {
    static constexpr bool fits = false;
};

template <class Values, class Parameters>
struct command_values;
template <class... V>
struct command_values<type_list<V...>, type_list<>> {
    using values = std::tuple<V...>;
    using others = rest<>;
};
template <class... V, class P, class... Ps>
struct command_values<type_list<V...>, type_list<P, Ps...>> {
    static constexpr bool is_value =
        command_argument<std::remove_cvref_t<P>> &&
        !(std::is_lvalue_reference_v<P> && !std::is_const_v<std::remove_reference_t<P>>);
    static auto split() {
        if constexpr (is_value)
            return command_values<type_list<V..., std::remove_cvref_t<P>>, type_list<Ps...>>{};
        else
            return std::type_identity<void>{};
    }
    using further = decltype(split());
    template <class Further>
    struct chosen {
        using values = typename Further::values;
        using others = typename Further::others;
    };
    template <class T>
    struct chosen<std::type_identity<T>> {
        using values = std::tuple<V...>;
        using others = rest<P, Ps...>;
    };
    using values = typename chosen<further>::values;
    using others = typename chosen<further>::others;
};

template <class First, class... P>
struct command_shape<type_list<First, P...>> {
    using split = command_values<type_list<>, type_list<P...>>;
    using values = typename split::values;
    using others = typename split::others;
    static constexpr bool fits =
        std::is_convertible_v<const message&, First> && others::fits && in_order<values>;
};

template <class Handler>
constexpr bool is_command_handler() {
    if constexpr (parameters_of<Handler>::known) {
        using shape = command_shape<typename parameters_of<Handler>::types>;
        return shape::fits;
    } else {
        return false;
    }
}

/// Asks the filter, reads the arguments of a command and makes the handler's coroutine; wrong arguments are answered by the usage.
template <class Filter, class Handler>
class command_handler {
    using shape = command_shape<typename parameters_of<Handler>::types>;
    using values = typename shape::values;

    template <class... V>
    static auto result(std::tuple<V...>* /*of*/) -> decltype(shape::others::call(
        std::declval<Handler&>(),
        std::declval<const message&>(),
        std::declval<const handler_arguments&>(),
        std::declval<V&>()...
    ));
    using returned = decltype(result(static_cast<values*>(nullptr)));

public:
    static constexpr needs_reader needs = shape::others::needs();

    command_handler(
        filters::detail::is_command asked, Filter only, Handler handler, std::string usage
    )
        : asked_(std::move(asked)), only_(std::move(only)), handler_(std::move(handler)),
          usage_(std::move(usage)) {}

    attempt operator()(const void* erased, const handler_arguments& with) {
        const auto& event = *static_cast<const message*>(erased);
        attempt tried;
        const auto call = asked_(event);
        if (!call)
            return tried;
        if constexpr (filter_answer_of<Filter, message>::waits)
            tried.late = ask_first(event, with);
        else if (static_cast<bool>(std::as_const(only_)(event)))
            begin(tried, event, with, *call);
        return tried;
    }

private:
    void begin(
        attempt& tried,
        const message& event,
        const handler_arguments& with,
        const command_call& call
    ) {
        auto read = read_arguments<values>(call.arguments);
        if (read)
            keep(tried, with_values(event, with, std::move(*read)));
        else
            tried.plain =
                answer_usage(event, usage_.empty() ? usage_of<values>(call.name) : usage_);
    }

    static void keep(attempt& tried, awaitable<void> made) { tried.plain = std::move(made); }
    static void keep(attempt& tried, awaitable<propagation> made) {
        tried.steering = std::move(made);
    }

    awaitable<outcome> ask_first(message event, handler_arguments with) {
        const auto said = co_await std::as_const(only_)(event);
        const auto call = asked_(event);
        if (!static_cast<bool>(said) || !call)
            co_return outcome::refused;
        attempt tried;
        begin(tried, event, with, *call);
        if (tried.steering.valid())
            co_return outcome_of(co_await std::move(tried.steering));
        co_await std::move(tried.plain);
        co_return outcome::done;
    }

    returned with_values(const message& event, handler_arguments with, values read) {
        auto made = std::apply(
            [&](auto&... each) { return shape::others::call(handler_, event, with, each...); }, read
        );
        co_return co_await std::move(made);
    }

    filters::detail::is_command asked_;
    Filter only_;
    Handler handler_;
    std::string usage_;
};

template <class Filter, class Handler>
[[nodiscard]] std::shared_ptr<handler_entry>
command_entry(filters::detail::is_command asked, Filter only, Handler handler, std::string usage) {
    using bound = command_handler<Filter, Handler>;
    const auto entry = std::make_shared<handler_entry>();
    entry->kind = event_kind::message;
    entry->sees = traits_seen<Filter>();
    entry->needs = bound::needs;
    entry->start = bound{std::move(asked), std::move(only), std::move(handler), std::move(usage)};
    return entry;
}

} // namespace detail

} // namespace awaitgram
