// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/types/event_base.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace awaitgram {

namespace detail {

/// Whether the layer that the library is compiled for has a constructor. Headers declare those that older layers lack.
template <class T>
inline constexpr bool in_layer = requires { sizeof(T); };

} // namespace detail

/// An event that stands for an update of one of several constructors, such as `api::updateBotStopped`.
///
/// It points to the update and keeps it alive; all that it returns lives as long as any copy of it.
template <class... Raws>
class event_of : public event_base {
public:
    /// Passes the list of constructors to a template.
    template <template <class...> class List>
    using raws = List<Raws...>;

    /// An update inside of a larger object, which `peers` keeps alive.
    template <class Raw>
        requires(std::is_same_v<Raw, Raws> || ...)
    event_of(
        std::shared_ptr<const peer_map> peers,
        const Raw& raw,
        const self_info* receiver,
        std::shared_ptr<update_context> context = nullptr
    )
        : event_base(std::move(peers), receiver, std::move(context)), raw_(&raw), id_(Raw::tl_id) {}

    /// An update on its own, to test filters and handlers with.
    template <class Raw>
        requires(std::is_same_v<Raw, Raws> || ...)
    explicit event_of(Raw raw, const self_info* receiver = nullptr)
        : event_base(nullptr, receiver, nullptr), id_(Raw::tl_id) {
        const auto holder = std::make_shared<peer_map_of<Raw>>(std::move(raw));
        raw_ = &holder->kept;
        hold(holder);
    }

    /// The update, if it has this constructor; else null.
    template <class Raw>
        requires(std::is_same_v<Raw, Raws> || ...)
    [[nodiscard]] const Raw* raw_if() const noexcept {
        if constexpr (detail::in_layer<Raw>)
            return id_ == Raw::tl_id ? static_cast<const Raw*>(raw_) : nullptr;
        else
            return nullptr;
    }

    /// The update as Telegram's schema describes it, for an event that stands for one constructor.
    [[nodiscard]] const auto& raw() const noexcept
        requires(sizeof...(Raws) == 1)
    {
        return *(static_cast<const Raws*>(raw_), ...);
    }

protected:
    /// Calls `visitor` with the update, whichever constructor it has.
    template <class Result, class Visitor>
    [[nodiscard]] Result visit(Visitor visitor) const {
        Result result{};
        (visit_if<Raws>(visitor, result), ...);
        return result;
    }

private:
    template <class Raw, class Visitor, class Result>
    void visit_if(Visitor& visitor, Result& result) const {
        if constexpr (detail::in_layer<Raw>)
            if (id_ == Raw::tl_id)
                result = visitor(*static_cast<const Raw*>(raw_));
    }

    const void* raw_ = nullptr;
    std::uint32_t id_ = 0;
};

namespace detail {

/// Reads an update as one of some constructors.
template <class Event>
struct event_reader {
    template <class... Raws>
    struct of {
        static std::optional<Event> read(
            const api::Update& update,
            const std::shared_ptr<const peer_map>& peers,
            const self_info* receiver,
            const std::shared_ptr<update_context>& context
        ) {
            std::optional<Event> event;
            const auto try_one = [&]<class Raw>(const Raw*) {
                if constexpr (in_layer<Raw>)
                    if (const auto* raw = update.get_if<Raw>())
                        event.emplace(peers, *raw, receiver, context);
                return event.has_value();
            };
            static_cast<void>((try_one(static_cast<const Raws*>(nullptr)) || ...));
            return event;
        }
    };
};

/// The event of an update; nothing if the update is none of its constructors.
template <class Event>
[[nodiscard]] std::optional<Event> event_in(
    const api::Update& update,
    const std::shared_ptr<const peer_map>& peers,
    const self_info* receiver,
    const std::shared_ptr<update_context>& context = nullptr
) {
    return Event::template raws<event_reader<Event>::template of>::read(
        update, peers, receiver, context
    );
}

} // namespace detail

namespace detail {

/// The name of a user or chat: as it came with an event, else as the client saw it last; empty when unknown.
[[nodiscard]] std::string known_name(const event_base& event, std::int64_t dialog);

/// Bytes as a text; Telegram does not check that they are one.
[[nodiscard]] inline std::string_view text_of_bytes(byte_view bytes) noexcept {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// The chat of a basic group's id; 0 for ids that Telegram does not give.
[[nodiscard]] inline std::int64_t dialog_of_group(std::int64_t id) noexcept {
    return id > 0 && id <= peer_id::max_chat ? -id : 0;
}

/// The chat of a channel's id; 0 for ids that Telegram does not give.
[[nodiscard]] inline std::int64_t dialog_of_channel(std::int64_t id) noexcept {
    return id > 0 && id <= peer_id::max_monoforum ? -peer_id::channel_base - id : 0;
}

/// The private chat with a user; 0 for ids that Telegram does not give.
[[nodiscard]] inline std::int64_t dialog_of_user(std::int64_t id) noexcept {
    return id > 0 ? id : 0;
}

} // namespace detail

} // namespace awaitgram
