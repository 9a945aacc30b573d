// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/core/recycling_allocator.hpp>
#include <awaitgram/updates/delivery_ledger.hpp>
#include <awaitgram/updates/impl/delivery_book.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace awaitgram::updates {

AWAITGRAM_DECL delivery_ledger::delivery_ledger(
    unique_function<void()> wake, delivery_policy policy, waiting_share::amount share
)
    : book_(std::make_shared<book>(std::move(wake), policy, share)) {}

AWAITGRAM_DECL delivery_ledger::~delivery_ledger() = default;

AWAITGRAM_DECL void delivery_ledger::restore(const updates_state& stored) {
    book_->restore(stored);
}

AWAITGRAM_DECL std::optional<std::shared_ptr<delivery_token>>
delivery_ledger::open(const delivery_place& update) {
    auto handled = false;
    auto* const opened = book_->open(update, handled);
    if (handled)
        return std::nullopt;
    if (opened == nullptr)
        return std::shared_ptr<delivery_token>{};
    return std::allocate_shared<delivery_token>(
        recycling_allocator<delivery_token>{}, book_, opened
    );
}

AWAITGRAM_DECL void delivery_ledger::moved(const account_state& account) {
    book_->moved(account);
}

AWAITGRAM_DECL void delivery_ledger::moved(std::int64_t channel, std::int32_t pts) {
    book_->moved(channel, pts);
}

AWAITGRAM_DECL void delivery_ledger::forget(std::int64_t channel) {
    book_->forget(channel);
}

AWAITGRAM_DECL std::int32_t delivery_ledger::position(std::int64_t channel) const {
    return book_->position(channel);
}

AWAITGRAM_DECL bool delivery_ledger::is_crowded(std::int64_t channel) const {
    return book_->share().exceeded(channel);
}

AWAITGRAM_DECL std::vector<std::int64_t> delivery_ledger::take_relieved() {
    return book_->share().take_relieved();
}

AWAITGRAM_DECL std::optional<time_point> delivery_ledger::deadline() const {
    return book_->timer().deadline(delay);
}

AWAITGRAM_DECL std::optional<update_progress> delivery_ledger::take_changes(time_point now) {
    if (!book_->timer().is_due(now, delay))
        return std::nullopt;
    auto changes = book_->take_changes();
    return changes.empty() ? std::nullopt : std::optional{std::move(changes)};
}

AWAITGRAM_DECL update_progress delivery_ledger::take_changes() {
    return book_->take_changes();
}

AWAITGRAM_DECL void delivery_ledger::not_saved(const update_progress& changes) {
    book_->not_saved(changes);
}

AWAITGRAM_DECL void delivery_ledger::wake_at_the_end() {
    book_->wake_at_the_end();
}

AWAITGRAM_DECL std::size_t delivery_ledger::open_count() const noexcept {
    return book_->in_hand();
}

AWAITGRAM_DECL std::size_t delivery_ledger::mark_count() const noexcept {
    return book_->mark_count();
}

} // namespace awaitgram::updates
