// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/dispatcher/detail/entrance.hpp>
#include <awaitgram/dispatcher/handler_list.hpp>
#include <awaitgram/dispatcher/middleware.hpp>
#include <awaitgram/dispatcher/registration.hpp>

#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

namespace awaitgram {

class router;

/// Registers handlers in one group: `bot.in_group(-1).on_message(log)`. Refers to the bot.
class handler_group : public handler_registration<handler_group> {
public:
    handler_group(std::shared_ptr<detail::handler_list> list, std::int32_t number) noexcept
        : list_(std::move(list)), number_(number) {}

    /// Includes a router, which is tried in this group at this place.
    void include(const router& each);

    /// Adds a handler; `on_message` and its like make it.
    void add_handler(std::shared_ptr<detail::handler_entry> entry) {
        list_->add(number_, std::move(entry));
    }

private:
    std::shared_ptr<detail::handler_list> list_;
    std::int32_t number_;
};

/// The functions that arrange handlers: groups, routers and middlewares. `Self` has `handlers()`, too.
template <class Self>
class handler_host : public handler_registration<Self> {
public:
    /// Registers handlers in a group. Groups are tried in ascending order; without one, handlers are in group 0.
    [[nodiscard]] handler_group in_group(std::int32_t number) {
        return handler_group{list(), number};
    }

    /// Adds a middleware, a coroutine `awaitable<void>(update, next_step)` that every update passes on its way to the handlers; the
    /// first one added is the outermost. The middlewares of a router see the updates alone that some handler of the router is for.
    ///
    /// `next` runs the rest and returns when it has ended; without that call nothing else handles the update. An exception of a
    /// middleware is reported like that of a handler.
    template <class Middleware>
    void use(Middleware each) {
        static_assert(
            update_middleware<Middleware>,
            "awaitgram: the middleware given to use must be a coroutine that takes an "
            "awaitgram::update and an awaitgram::next_step and returns "
            "awaitgram::awaitable<void>"
        );
        if constexpr (update_middleware<Middleware>)
            list()->add(detail::middleware{
                [each =
                     std::move(each)](const update& next, detail::middleware_chain& rest) mutable {
                    return awaitable<void>(each(next, next_step{rest}));
                }});
    }

    /// Includes the handlers of a router, also those that it gets later, at this place of group 0. An update that one of them takes goes
    /// to no later handler of the group.
    ///
    /// Errors: std::logic_error when the router includes this one.
    void include(const router& each);

    /// Removes a handler at once; it may be the one that runs, which is not interrupted. Twice does no harm.
    void remove(const handler_ref& which) { detail::handler_list::remove(which); }

protected:
    handler_host() = default;
    handler_host(const handler_host&) = default;
    handler_host& operator=(const handler_host&) = default;
    ~handler_host() = default;

private:
    [[nodiscard]] const std::shared_ptr<detail::handler_list>& list() const {
        return static_cast<const Self&>(*this).handlers();
    }
};

/// Handlers that belong together, with a filter and middlewares of their own: `bot.include(admin)`.
///
/// A handle: copies have the same handlers, and it may be included in several bots and routers.
class router : public handler_host<router> {
public:
    router() = default;

    /// A router for the updates that a filter lets pass: one of events, such as `filters::admin`, which lets no events of other kinds
    /// pass, or a function of an awaitgram::update. Either may wait; what it yields is not passed on.
    template <class Filter>
        requires(!std::is_same_v<Filter, router>)
    explicit router(Filter only) {
        constexpr auto fits = detail::entrance_filter<Filter>;
        static_assert(
            fits,
            "awaitgram: the filter given to a router must be a filter of events, such as "
            "awaitgram::filters::admin, or callable as bool(const awaitgram::update&)"
        );
        if constexpr (fits)
            list_->accepts = detail::entrance<Filter>{std::move(only)};
    }

    /// Adds a handler; `on_message` and its like make it.
    void add_handler(std::shared_ptr<detail::handler_entry> entry) {
        list_->add(0, std::move(entry));
    }

    /// The handlers, routers and middlewares.
    [[nodiscard]] const std::shared_ptr<detail::handler_list>& handlers() const noexcept {
        return list_;
    }

private:
    std::shared_ptr<detail::handler_list> list_ = std::make_shared<detail::handler_list>();
};

inline void handler_group::include(const router& each) {
    list_->add(number_, each.handlers());
}

template <class Self>
void handler_host<Self>::include(const router& each) {
    list()->add(0, each.handlers());
}

} // namespace awaitgram
