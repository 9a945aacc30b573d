// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/unique_function.hpp>
#include <awaitgram/dispatcher/detail/bound_handler.hpp>
#include <awaitgram/dispatcher/event_kind.hpp>
#include <awaitgram/dispatcher/filter.hpp>
#include <awaitgram/dispatcher/propagation.hpp>
#include <awaitgram/types/event_base.hpp>
#include <awaitgram/types/raw_update.hpp>
#include <awaitgram/updates/ordered_update.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace awaitgram {

class client;

namespace detail {

/// Memory for an event of any kind, so that dispatching is compiled once for all kinds.
class event_slot {
public:
    event_slot() = default;
    event_slot(const event_slot&) = delete;
    event_slot& operator=(const event_slot&) = delete;
    ~event_slot() { clear(); }

    /// Puts an event into the slot.
    template <class Event, class... Args>
    void emplace(Args&&... arguments) {
        static_assert(sizeof(Event) <= size && alignof(Event) <= alignof(void*));
        clear();
        ::new (static_cast<void*>(bytes_)) Event(std::forward<Args>(arguments)...);
        destroy_ = [](std::byte* bytes) { reinterpret_cast<Event*>(bytes)->~Event(); };
    }

    void clear() noexcept {
        if (destroy_ != nullptr)
            std::exchange(destroy_, nullptr)(bytes_);
    }

    [[nodiscard]] const void* get() const noexcept { return bytes_; }

private:
    static constexpr std::size_t size = 80;

    alignas(void*) std::byte bytes_[size]{};
    void (*destroy_)(std::byte* bytes) = nullptr;
};

/// The part of an event that is not in its update.
struct event_context {
    const self_info* receiver = nullptr;
    std::shared_ptr<update_context> update{};
};

/// Kinds of messages that a handler takes only if its filter names them.
enum event_trait : std::uint8_t {
    trait_outgoing = 1,
    trait_service = 2,
    trait_business = 4,
    trait_scheduled = 8,
    trait_hidden_edit = 16,
};

/// Which of these a filter names.
template <class Filter>
constexpr std::uint8_t traits_seen() {
    return static_cast<std::uint8_t>(
        (sees_outgoing<Filter>() ? trait_outgoing : 0) |
        (sees_service<Filter>() ? trait_service : 0) |
        (sees_business<Filter>() ? trait_business : 0) |
        (sees_scheduled<Filter>() ? trait_scheduled : 0) |
        (sees_hidden_edits<Filter>() ? trait_hidden_edit : 0)
    );
}

/// The filter of a handler that was registered without one.
struct any_event {
    template <class Event>
    bool operator()(const Event& /*event*/) const noexcept {
        return true;
    }
};

/// Whether a filter lets every event pass that it sees.
template <class Filter>
inline constexpr bool takes_all = std::is_same_v<Filter, any_event>;
template <class P>
    requires requires { P::takes_all; }
inline constexpr bool takes_all<filter<P>> = P::takes_all;

class handler_list;

/// A registered handler. A coroutine that runs may be a lambda with captures, so that the entry must not move.
struct handler_entry {
    event_kind kind = event_kind::raw;
    /// The traits that an event may have.
    std::uint8_t sees = 0;
    /// For raw handlers: the id of the constructor, and the line of the schema that begins with its name.
    std::uint32_t constructor = 0;
    const char* line = "";
    /// Whether it runs beside all others and takes nothing away.
    bool beside = false;
    bool removed = false;
    /// Whether no event that it sees reaches the later handlers of its group.
    bool hides_others = false;
    /// Whether the log says that it is hidden.
    bool told_hidden = false;
    /// For raw handlers: makes their event of an update.
    void (*make)(
        event_slot& into, const updates::ordered_update& next, const event_context& context
    ) = nullptr;
    /// Asks the filter and makes the coroutine of the handler.
    unique_function<attempt(const void* event, const handler_arguments& with)> start{};
    std::weak_ptr<handler_list> home{};
    /// What it takes of bot_base::provide; null for nothing.
    needs_reader needs = nullptr;
};

/// A handler of a kind of events, with its filter.
template <class Event, class Filter, class Handler>
[[nodiscard]] std::shared_ptr<handler_entry>
handler_with_filter(event_kind kind, Filter filter, Handler handler) {
    const auto entry = std::make_shared<handler_entry>();
    entry->kind = kind;
    entry->sees = traits_seen<Filter>();
    entry->needs = bound_handler<Event, Filter, Handler>::needs;
    entry->hides_others = takes_all<Filter> && !bound_handler<Event, Filter, Handler>::steers;
    entry->start = bound_handler<Event, Filter, Handler>{std::move(filter), std::move(handler)};
    return entry;
}

template <class T>
void make_raw(event_slot& into, const updates::ordered_update& next, const event_context& context) {
    into.emplace<raw_update<T>>(
        next.peers, *next.update->get_if<T>(), next.origin, context.receiver, context.update
    );
}

template <class T, class Handler>
[[nodiscard]] std::shared_ptr<handler_entry> raw_entry(Handler handler) {
    using event = raw_update<T>;
    const auto entry = handler_with_filter<event>(event_kind::raw, any_event{}, std::move(handler));
    entry->constructor = T::tl_id;
    entry->line = T::tl_line;
    entry->make = &make_raw<T>;
    entry->beside = !bound_handler<event, any_event, Handler>::steers;
    return entry;
}

} // namespace detail

/// A handler that was added: `bot.remove(ref)` removes it.
class handler_ref {
public:
    handler_ref() = default;
    explicit handler_ref(std::weak_ptr<detail::handler_entry> entry) noexcept
        : entry_(std::move(entry)) {}

    [[nodiscard]] const std::weak_ptr<detail::handler_entry>& entry() const noexcept {
        return entry_;
    }

private:
    std::weak_ptr<detail::handler_entry> entry_{};
};

} // namespace awaitgram
