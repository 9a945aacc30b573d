// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/unique_function.hpp>
#include <awaitgram/types/event_base.hpp>
#include <awaitgram/updates/ordered_update.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace awaitgram {

class client;

/// A coroutine that handles an event: `awaitable<void>(event)` or `awaitable<void>(event, client&)`.
template <class H, class Event>
concept handler_of =
    std::is_invocable_r_v<awaitable<void>, std::decay_t<H>&, const Event&> ||
    std::is_invocable_r_v<awaitable<void>, std::decay_t<H>&, const Event&, client&>;

namespace detail {

/// Memory for an event of any kind, so that dispatching is compiled once for all kinds.
class event_slot {
public:
    event_slot() = default;
    event_slot(const event_slot&) = delete;
    event_slot& operator=(const event_slot&) = delete;
    ~event_slot() {
        if (destroy_ != nullptr)
            destroy_(bytes_);
    }

    /// Puts an event into an empty slot.
    template <class Event>
    void emplace(Event event) {
        static_assert(sizeof(Event) <= size && alignof(Event) <= alignof(void*));
        ::new (static_cast<void*>(bytes_)) Event(std::move(event));
        destroy_ = [](std::byte* bytes) { reinterpret_cast<Event*>(bytes)->~Event(); };
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
    std::shared_ptr<update_context> turn{};
};

/// A registered handler. A coroutine that runs may be a lambda with captures, so that the entry must not move.
struct handler_entry {
    static constexpr std::uint8_t raw = 255;

    /// The row of the parse table, or `raw`.
    std::uint8_t kind = raw;
    /// For `raw`: the id of the constructor, and the line of the schema that begins with its name.
    std::uint32_t constructor = 0;
    const char* line = "";
    /// Converts an update to an event of this kind in a slot; false if it is no such event.
    bool (*parse)(
        event_slot& into, const updates::ordered_update& next, const event_context& context
    ) = nullptr;
    /// Whether the handler takes an event of its kind; every one when not set.
    unique_function<bool(const void* event)> wants{};
    unique_function<awaitable<void>(const void* event, client& telegram)> call{};
};

/// Erases the type of a handler.
template <class Event, class Handler>
[[nodiscard]] unique_function<awaitable<void>(const void*, client&)> erased(Handler handler) {
    if constexpr (std::is_invocable_r_v<awaitable<void>, Handler&, const Event&>)
        return [handler = std::move(handler)](const void* event, client&) mutable {
            return awaitable<void>(handler(*static_cast<const Event*>(event)));
        };
    else
        return [handler = std::move(handler)](const void* event, client& telegram) mutable {
            return awaitable<void>(handler(*static_cast<const Event*>(event), telegram));
        };
}

} // namespace detail

} // namespace awaitgram
