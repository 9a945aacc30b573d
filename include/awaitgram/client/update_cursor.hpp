// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/unique_function.hpp>
#include <awaitgram/updates/ordered_update.hpp>
#include <awaitgram/updates/skipped.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace awaitgram {

using updates::ordered_update;
using updates::updates_skipped;

namespace detail {
class update_stream;
}

/// Options of the updates of a client, which count when the first cursor begins; trivially destructible.
struct update_options {
    /// Whether updates that were missed while the program did not run are fetched; otherwise they are skipped.
    bool catch_up = true;
    /// The memory in bytes for updates that wait; the rest is fetched again later.
    std::size_t memory = std::size_t{16} << 20;
};

static_assert(std::is_trivially_destructible_v<update_options>);

/// The updates of an account in order, each once, with the users and chats that came with them.
///
/// `for (auto updates = telegram.updates(); const auto next = co_await updates.next();)`
///
/// Missed updates are fetched, and the session keeps the position. An update is handled when the next one is asked for and no copy of its
/// token, `ordered_update::delivery`, is left. One that is not handled comes again: from the next cursor, or after the next start.
///
/// The cursors of a client share its updates: each goes to one of them.
class update_cursor {
public:
    explicit update_cursor(std::shared_ptr<detail::update_stream> from) noexcept
        : stream_(std::move(from)) {}
    update_cursor(update_cursor&&) noexcept = default;
    update_cursor& operator=(update_cursor&& other) noexcept {
        std::swap(stream_, other.stream_);
        std::swap(current_, other.current_);
        std::swap(on_skipped_, other.on_skipped_);
        return *this;
    }
    ~update_cursor();

    /// The next update; nothing when the client's `run` has ended or is not under way. At most one coroutine may wait for a client's
    /// updates.
    ///
    /// Errors:  std::logic_error when the handlers of a bot receive the client's updates. When Telegram refuses the updates, or the
    ///          session cannot be written, `run` ends with that error.
    /// Cancels: the next call returns the update.
    [[nodiscard]] awaitable<std::optional<ordered_update>> next();

    /// The last update is handled, before the next one is asked for.
    void mark_handled() noexcept { current_ = {}; }

    /// Calls a function, instead of a warning in the log, when updates will never come because Telegram does not give them any more. It is
    /// called by `next`, between the updates before them and those after them.
    void on_skipped(unique_function<void(const updates_skipped&)> hook) {
        on_skipped_ = std::move(hook);
    }

private:
    std::shared_ptr<detail::update_stream> stream_;
    ordered_update current_{};
    unique_function<void(const updates_skipped&)> on_skipped_{};
};

} // namespace awaitgram
