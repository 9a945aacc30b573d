// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/dispatcher/handler_list.hpp>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <utility>

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
