// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/dispatcher/handler_list.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace awaitgram::detail {

AWAITGRAM_DECL void handler_list::insert(item added) {
    auto changed = std::make_shared<item_list>(*items_);
    const auto at = std::upper_bound(
        changed->begin(),
        changed->end(),
        added.group,
        [](std::int32_t group, const item& each) { return group < each.group; }
    );
    changed->insert(at, std::move(added));
    items_ = std::move(changed);
}

AWAITGRAM_DECL void handler_list::add(std::int32_t group, std::shared_ptr<handler_entry> handler) {
    handler->home = weak_from_this();
    item added;
    added.group = group;
    added.handler = std::move(handler);
    insert(std::move(added));
}

AWAITGRAM_DECL void handler_list::add(std::int32_t group, std::shared_ptr<handler_list> router) {
    if (router.get() == this || router->contains(*this))
        throw std::logic_error("awaitgram: a router cannot include itself");
    item added;
    added.group = group;
    added.router = std::move(router);
    insert(std::move(added));
}

AWAITGRAM_DECL void handler_list::add(middleware each) {
    auto changed = std::make_shared<middleware_list>(*middlewares_);
    changed->push_back(std::make_shared<middleware>(std::move(each)));
    middlewares_ = std::move(changed);
}

AWAITGRAM_DECL void handler_list::remove(const handler_ref& which) {
    const auto entry = which.entry().lock();
    if (!entry)
        return;
    entry->removed = true;
    const auto home = entry->home.lock();
    if (!home)
        return;
    auto changed = std::make_shared<item_list>(*home->items_);
    std::erase_if(*changed, [&entry](const item& each) { return each.handler == entry; });
    home->items_ = std::move(changed);
}

AWAITGRAM_DECL bool handler_list::contains(const handler_list& other) const {
    return std::any_of(items_->begin(), items_->end(), [&other](const item& each) {
        return each.router && (each.router.get() == &other || each.router->contains(other));
    });
}

/// A handler that takes all events of its kind and traits, and where it is.
struct hiding_handler {
    event_kind kind;
    std::uint8_t sees;
    std::string where;
};

[[nodiscard]] inline std::string described(event_kind kind, const std::string& where) {
    return std::string{to_string(kind)} + " handler " + where;
}

/// Returns those that hide handlers behind the list, too; `before` are those that hide all of it.
inline std::vector<hiding_handler> find_hidden_in(
    const handler_list& list,
    const std::string& inside,
    const std::vector<hiding_handler>& before,
    function_ref<void(const std::string& sentence)> tell
) {
    std::vector<hiding_handler> all;
    auto hiding = before;
    std::optional<std::int32_t> group;
    std::size_t number = 0;
    for (const auto& each : *list.items()) {
        if (group != each.group) {
            group = each.group;
            hiding = before;
            number = 0;
        }
        const auto where =
            std::to_string(++number) + " of group " + std::to_string(each.group) + inside;
        if (each.router) {
            const auto more = find_hidden_in(*each.router, " of router " + where, hiding, tell);
            if (each.router->accepts || !each.router->middlewares()->empty())
                continue;
            hiding.insert(hiding.end(), more.begin(), more.end());
            all.insert(all.end(), more.begin(), more.end());
            continue;
        }
        auto& entry = *each.handler;
        const auto by = std::find_if(hiding.begin(), hiding.end(), [&](const auto& one) {
            return one.kind == entry.kind && (entry.sees & ~one.sees) == 0;
        });
        if (entry.kind == event_kind::raw)
            continue;
        if (by == hiding.end()) {
            if (!entry.hides_others)
                continue;
            hiding.push_back({entry.kind, entry.sees, where});
            all.push_back(hiding.back());
        } else if (!std::exchange(entry.told_hidden, true)) {
            tell(
                "the " + described(entry.kind, where) + " can never run, because the " +
                described(by->kind, by->where) +
                " takes every event that it could: register it first, put it into another group "
                "by in_group, or let the other one return awaitgram::next"
            );
        }
    }
    return all;
}

AWAITGRAM_DECL void handler_list::find_hidden(function_ref<void(const std::string& sentence)> tell
) const {
    static_cast<void>(find_hidden_in(*this, {}, {}, tell));
}

inline void find_needs_in(
    const handler_list& list,
    const std::string& inside,
    function_ref<void(const needed_value& needed, const std::string& handler)> tell
) {
    std::optional<std::int32_t> group;
    std::size_t number = 0;
    for (const auto& each : *list.items()) {
        if (group != each.group)
            number = 0;
        group = each.group;
        const auto where =
            std::to_string(++number) + " of group " + std::to_string(each.group) + inside;
        if (each.router)
            find_needs_in(*each.router, " of router " + where, tell);
        else if (each.handler->needs != nullptr)
            each.handler->needs([&](const needed_value& needed) {
                tell(needed, described(each.handler->kind, where));
            });
    }
}

AWAITGRAM_DECL void handler_list::find_needs(
    function_ref<void(const needed_value& needed, const std::string& handler)> tell
) const {
    find_needs_in(*this, {}, tell);
}

AWAITGRAM_DECL bool
handler_list::concerns(event_kind kind, std::uint8_t traits, std::uint32_t constructor) const {
    return std::any_of(items_->begin(), items_->end(), [&](const item& each) {
        if (each.router)
            return each.router->concerns(kind, traits, constructor);
        if (each.handler->kind == event_kind::raw)
            return each.handler->constructor == constructor;
        return each.handler->kind == kind && (traits & ~each.handler->sees) == 0;
    });
}

AWAITGRAM_DECL bool handler_list::has_handlers_of(event_kind kind, std::uint8_t traits) const {
    return std::any_of(items_->begin(), items_->end(), [&](const item& each) {
        return each.router ? each.router->has_handlers_of(kind, traits)
                           : each.handler->kind == kind && (traits & ~each.handler->sees) == 0;
    });
}

} // namespace awaitgram::detail
