// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/report_errors.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/dispatcher/detail/offer_event.hpp>
#include <awaitgram/dispatcher/dispatcher.hpp>
#include <awaitgram/dispatcher/impl/parse.hpp>
#include <awaitgram/dispatcher/impl/turns.hpp>

#include <asio/error.hpp>
#include <asio/this_coro.hpp>

#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <vector>

// The way of one update through middlewares, routers and handlers.

namespace awaitgram {

class dispatcher::passage {
public:
    passage(dispatcher& of, job& which)
        : of_(of), job_(which), context_{which.to.receiver, which.its_turn},
          with_{&which.to.telegram, of.schedule_->services.get()}, update_(
                                                                       which.next.peers,
                                                                       *which.next.update,
                                                                       which.next.origin,
                                                                       which.to.receiver,
                                                                       which.its_turn
                                                                   ),
          constructor_(which.next.update->id_of()), parsed_(which.parsed) {
        if (which.is_album)
            make_album();
        else if (parsed_.make != nullptr)
            parsed_.make(event_, parsed_, which.next, context_);
    }
    passage(const passage&) = delete;
    passage& operator=(const passage&) = delete;

    /// Runs all handlers of a list that take the update.
    [[nodiscard]] awaitable<detail::outcome> enter(std::shared_ptr<detail::handler_list> list) {
        if (!list->middlewares()->empty())
            return run_through(std::move(list));
        return run_within(*list);
    }

    /// Answers a press that a handler took and did not answer, because the user's app waits for it.
    void answer_press(detail::outcome how) {
        if (parsed_.kind == event_kind::callback_query && how != detail::outcome::refused &&
            !dropped_)
            answer_late(job_.to, *static_cast<const callback_query*>(event_.get()));
    }

    /// Answers a press that was not answered.
    static void answer_late(const target& to, const callback_query& press) {
        if (press.context()->answered() || to.receiver == nullptr || !to.receiver->access ||
            to.group.cancelled())
            return;
        const auto answer = [](callback_query late) -> awaitable<void> {
            try {
                co_await late.answer();
            } catch (...) {
                // It may be too late.
            }
        };
        to.group.spawn(answer(press));
    }

    /// Runs a raw handler by itself.
    [[nodiscard]] awaitable<void> run_beside() {
        job_.beside->make(raw_event_, job_.next, context_);
        static_cast<void>(co_await call(*job_.beside, raw_event_.get()));
    }

    /// Reports an exception; false when everything ends and no further handler may start.
    bool
    failed(const detail::handler_entry* entry, const void* event, const std::exception_ptr& error) {
        of_.report(entry, event, update_, error);
        if (!ends(error))
            return true;
        const auto abandon = [](const std::shared_ptr<updates::delivery_token>& token) {
            if (token)
                token->abandon();
        };
        abandon(job_.next.delivery);
        for (const auto& each : job_.others)
            abandon(each.delivery);
        for (const auto& each : job_.its_turn->answers())
            abandon(each);
        return false;
    }

private:
    /// The middlewares of a list from one on, and its handlers.
    class layers final : public detail::middleware_chain {
    public:
        layers(passage& of, const std::shared_ptr<detail::handler_list>& list)
            : of_(of), list_(list), middlewares_(list->middlewares()) {}
        layers(const layers& outer, std::size_t at)
            : of_(outer.of_), list_(outer.list_), middlewares_(outer.middlewares_), at_(at) {}

        awaitable<void> pass_on() override {
            if (std::exchange(passed_, true))
                throw std::logic_error("a middleware called next twice");
            if (at_ == middlewares_->size()) {
                auto handlers = of_.run_within(*list_);
                how = co_await std::move(handlers);
                co_return;
            }
            layers inner{*this, at_ + 1};
            const auto& each = *(*middlewares_)[at_];
            co_await each(of_.update_, inner);
            how = inner.how;
            of_.dropped_ = of_.dropped_ || !inner.passed_;
        }

        detail::outcome how = detail::outcome::done;

    private:
        passage& of_;
        const std::shared_ptr<detail::handler_list>& list_;
        std::shared_ptr<const detail::handler_list::middleware_list> middlewares_;
        std::size_t at_ = 0;
        bool passed_ = false;
    };

    /// Whether an exception comes from the end of everything: a connection that ends for good fails handlers before it ends the group,
    /// and a bot that stops ends the conversations first.
    [[nodiscard]] bool ends(const std::exception_ptr& error) const {
        return job_.to.group.cancelled() ||
               (of_.schedule_->closed && detail::is_cancellation(error)) ||
               (job_.next.delivery && job_.to.telegram.ended());
    }

    [[nodiscard]] awaitable<detail::outcome> run_through(std::shared_ptr<detail::handler_list> list
    ) {
        layers all{*this, list};
        co_await all.pass_on();
        co_return all.how;
    }

    /// Runs what is behind the middlewares of a list.
    [[nodiscard]] awaitable<detail::outcome> run_within(const detail::handler_list& list) {
        if (&list == of_.handlers_.get() && answers_a_question()) {
            // Raw handlers get it nevertheless.
            parsed_ = {};
            return run(list.items());
        }
        // Only the outermost list splits an album, when neither its handlers nor its routers take it.
        return job_.is_album && &list == of_.handlers_.get() ? run_album(list.items())
                                                             : run(list.items());
    }

    /// Whether a handler that asked takes the event as its answer.
    [[nodiscard]] bool answers_a_question() {
        auto& waits = of_.schedule_->services->waits;
        if (waits.empty())
            return false;
        const auto offer = [&] {
            switch (parsed_.kind) {
            case event_kind::message:
                return detail::offer_message(waits, *static_cast<const message*>(event_.get()));
            case event_kind::album:
                return detail::offer_album(waits, *static_cast<const album*>(event_.get()));
            case event_kind::edited:
                return detail::offer_edit(waits, *static_cast<const message*>(event_.get()));
            case event_kind::callback_query:
                return detail::offer_press(
                    waits, *static_cast<const callback_query*>(event_.get())
                );
            default:
                return conversations::outcome::left;
            }
        };
        auto& held = job_.its_turn->deliveries;
        if (job_.next.delivery)
            held.push_back(job_.next.delivery);
        for (const auto& each : job_.others)
            if (each.delivery)
                held.push_back(each.delivery);
        const auto how = offer();
        held.clear();
        return how == conversations::outcome::taken;
    }

    void start_beside(const detail::handler_list::item_list& items) {
        // A handler that ends at once must not go on to other updates inside of this one.
        const auto starting = std::exchange(of_.schedule_->starting, true);
        start_all_beside(items);
        of_.schedule_->starting = starting;
        if (!starting)
            of_.start_soon();
    }
    void start_all_beside(const detail::handler_list::item_list& items) {
        for (const auto& each : items) {
            if (!each.handler || !each.handler->beside || each.handler->removed)
                continue;
            if (each.handler->constructor == constructor_)
                start_beside(job_.next, each.handler);
            for (const auto& other : job_.others)
                if (each.handler->constructor == other.update->id_of())
                    start_beside(other, each.handler);
        }
    }
    void start_beside(
        const updates::ordered_update& which, const std::shared_ptr<detail::handler_entry>& handler
    ) {
        waiting_update same{which, job_.to};
        of_.start(job{std::move(same), job_.its_turn, handler});
    }

    /// Whether the messages of an album that was not taken are handled; raw handlers had their updates before.
    [[nodiscard]] bool one_by_one() const noexcept {
        return job_.is_album && parsed_.kind == event_kind::message;
    }

    /// Makes the event of an album.
    void make_album() {
        std::vector<message> messages;
        detail::event_slot slot;
        const auto add = [&](const updates::ordered_update& which) {
            const auto parsed = detail::parse(which, job_.to.receiver);
            parsed.make(slot, parsed, which, context_);
            messages.push_back(*static_cast<const message*>(slot.get()));
        };
        add(job_.next);
        for (const auto& each : job_.others)
            add(each);
        event_.emplace<album>(std::move(messages));
        parsed_.kind = event_kind::album;
    }

    /// An album that no handler of albums takes goes to those of messages.
    [[nodiscard]] awaitable<detail::outcome>
    run_album(std::shared_ptr<const detail::handler_list::item_list> items) {
        auto how = co_await run(items);
        if (how != detail::outcome::refused || parsed_.kind != event_kind::album)
            co_return how;
        const auto messages = *static_cast<const album*>(event_.get());
        parsed_.kind = event_kind::message;
        for (const auto& each : messages) {
            event_.emplace<message>(each);
            const auto one = co_await run(items);
            if (one == detail::outcome::stop)
                co_return one;
            if (one == detail::outcome::done)
                how = one;
        }
        co_return how;
    }

    /// The event that a handler takes; null if it takes none of this update.
    [[nodiscard]] const void* event_for(const detail::handler_entry& entry) {
        if (entry.removed || entry.beside)
            return nullptr;
        if (entry.kind == event_kind::raw) {
            if (entry.constructor != constructor_ || one_by_one())
                return nullptr;
            entry.make(raw_event_, job_.next, context_);
            return raw_event_.get();
        }
        return parsed_.make != nullptr && entry.kind == parsed_.kind &&
                       (parsed_.traits & ~entry.sees) == 0
                   ? event_.get()
                   : nullptr;
    }

    /// Whether a router has a handler that may take the update; its middlewares see no others. An album may be taken message by message.
    [[nodiscard]] bool concerns(const detail::handler_list& router) const {
        return router.middlewares()->empty() ||
               router.concerns(parsed_.kind, parsed_.traits, constructor_) ||
               (parsed_.kind == event_kind::album &&
                router.has_handlers_of(event_kind::message, parsed_.traits));
    }

    /// Whether the filter of a router lets the update pass.
    [[nodiscard]] detail::admission ask_entrance(const detail::handler_list& router) const {
        if (!router.accepts)
            return {true, {}};
        return router.accepts(
            parsed_.kind, parsed_.make != nullptr ? event_.get() : nullptr, update_
        );
    }

    [[nodiscard]] awaitable<detail::outcome>
    run(std::shared_ptr<const detail::handler_list::item_list> items) {
        using detail::outcome;
        if (!one_by_one())
            start_beside(*items);
        auto taken = outcome::refused;
        std::optional<std::int32_t> closed; // the group that took it
        for (const auto& each : *items) {
            if (closed == each.group)
                continue;
            auto how = outcome::refused;
            const void* event = nullptr;
            std::exception_ptr error;
            try {
                if (each.router) {
                    if (!concerns(*each.router))
                        continue;
                    auto admitted = ask_entrance(*each.router);
                    if (admitted.late.valid())
                        admitted.passes = co_await std::move(admitted.late);
                    if (admitted.passes)
                        how = co_await enter(each.router);
                } else {
                    event = event_for(*each.handler);
                    if (event == nullptr)
                        continue;
                    // As `call` does, without a coroutine for each handler whose filter refuses.
                    auto tried = each.handler->start(event, with_);
                    if (tried.refused())
                        continue;
                    if (tried.plain.valid()) {
                        co_await std::move(tried.plain);
                        how = outcome::done;
                    } else if (tried.steering.valid()) {
                        how = detail::outcome_of(co_await std::move(tried.steering));
                    } else {
                        how = co_await std::move(tried.late);
                    }
                }
            } catch (...) {
                error = std::current_exception();
            }
            if (error)
                how = failed(each.handler.get(), event, error) ? outcome::done : outcome::stop;
            if (how == outcome::stop)
                co_return outcome::stop;
            if (how != outcome::done)
                continue;
            taken = outcome::done;
            closed = each.group;
        }
        co_return taken;
    }

    [[nodiscard]] awaitable<detail::outcome>
    call(const detail::handler_entry& entry, const void* event) {
        auto tried = entry.start(event, with_);
        auto how = detail::outcome::refused;
        if (tried.plain.valid()) {
            co_await std::move(tried.plain);
            how = detail::outcome::done;
        } else if (tried.steering.valid()) {
            how = detail::outcome_of(co_await std::move(tried.steering));
        } else if (tried.late.valid()) {
            how = co_await std::move(tried.late);
        }
        co_return how;
    }

    dispatcher& of_;
    job& job_;
    detail::event_context context_;
    detail::handler_arguments with_;
    update update_;
    std::uint32_t constructor_;
    detail::parsed_event parsed_;
    detail::event_slot event_{};
    detail::event_slot raw_event_{};
    bool dropped_ = false; // by a middleware
};

} // namespace awaitgram
