// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/function_ref.hpp>
#include <awaitgram/dispatcher/handler.hpp>
#include <awaitgram/dispatcher/middleware.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace awaitgram::detail {

/// The answer of a router's filter; `late` if it has to be awaited.
struct admission {
    bool passes = false;
    awaitable<bool> late{};
};

/// Handlers and routers by their groups, in the order in which they are tried, with their middlewares.
///
/// It may change while an update passes it: `items` is the list as it was, and a handler that was removed says so.
class handler_list : public std::enable_shared_from_this<handler_list> {
public:
    struct item {
        std::int32_t group = 0;
        /// One of them.
        std::shared_ptr<handler_entry> handler{};
        std::shared_ptr<handler_list> router{};
    };
    using item_list = std::vector<item>;
    using middleware_list = std::vector<std::shared_ptr<middleware>>;

    handler_list() = default;
    handler_list(const handler_list&) = delete;
    handler_list& operator=(const handler_list&) = delete;

    /// Adds a handler behind those of its group.
    void add(std::int32_t group, std::shared_ptr<handler_entry> handler);
    /// Adds a router likewise.
    ///
    /// Errors: std::logic_error when the router contains this list.
    void add(std::int32_t group, std::shared_ptr<handler_list> router);
    void add(middleware each);

    /// Takes a handler out of the list that it was added to.
    static void remove(const handler_ref& which);

    /// Whether a handler of this list or of a router in it may take an event, or a raw update by its constructor.
    [[nodiscard]] bool
    concerns(event_kind kind, std::uint8_t traits, std::uint32_t constructor) const;
    /// Whether a handler of this list or of a router in it is for a kind of events.
    [[nodiscard]] bool has_handlers_of(event_kind kind, std::uint8_t traits) const;
    /// Whether the outermost list lets every update pass: there is a middleware.
    [[nodiscard]] bool concerns_all() const noexcept { return !middlewares_->empty(); }

    [[nodiscard]] const std::shared_ptr<const item_list>& items() const noexcept { return items_; }
    [[nodiscard]] const std::shared_ptr<const middleware_list>& middlewares() const noexcept {
        return middlewares_;
    }

    /// Calls `tell` with a sentence about each handler that can never run, once, because an earlier one of its group takes all its events.
    void find_hidden(function_ref<void(const std::string& sentence)> tell) const;

    /// Calls `tell` with what each handler takes of bot_base::provide, and its name.
    void find_needs(function_ref<void(const needed_value& needed, const std::string& handler)> tell
    ) const;

    /// Whether a router's own filter lets an update pass; every one when not set. `event` is of `kind`, or null.
    unique_function<admission(event_kind kind, const void* event, const update& next)> accepts{};

private:
    void insert(item added);
    [[nodiscard]] bool contains(const handler_list& other) const;

    std::shared_ptr<const item_list> items_ = std::make_shared<item_list>();
    std::shared_ptr<const middleware_list> middlewares_ = std::make_shared<middleware_list>();
};

} // namespace awaitgram::detail
