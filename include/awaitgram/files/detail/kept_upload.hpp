// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/async/turn.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/files/detail/transfer_state.hpp>
#include <awaitgram/files/transfer_store.hpp>
#include <awaitgram/files/upload.hpp>
#include <awaitgram/files/upload_plan.hpp>

#include <asio/this_coro.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace awaitgram::files::detail {

/// What is kept of one upload while it is under way.
class kept_upload {
public:
    kept_upload(transfer_store& store, const file_source::identity& of, const upload_plan& plan)
        : store_(store), count_(static_cast<std::size_t>(*plan.part_count)) {
        const auto cut = std::to_string(plan.part_size) + (plan.big ? " big" : " small");
        key_ = "upload-" + name_of_content({bytes_of(of.place), bytes_of(cut)});
        content_ = name_of_content({bytes_of(of.place), bytes_of(of.version), bytes_of(cut)});
    }

    /// Takes up what is kept of the same content, or begins with `fresh_id`.
    [[nodiscard]] awaitable<void> begin(std::int64_t fresh_id) {
        constexpr std::int64_t longest = std::chrono::seconds{std::chrono::hours{12}}.count();
        const auto now = unix_seconds(steady_now());
        auto loading = store_.load(key_);
        const auto bytes = co_await std::move(loading);
        if (bytes)
            if (auto left = transfer_state::from(*bytes);
                left && left->content == content_ && left->parts.count() == count_ &&
                left->began <= now && left->began > now - longest) {
                state_ = *std::move(left);
                co_return;
            }
        state_.content = content_;
        state_.file = fresh_id;
        state_.began = now;
        state_.parts = part_set{count_};
    }

    [[nodiscard]] std::int64_t id() const noexcept { return state_.file; }
    [[nodiscard]] const part_set& parts() const noexcept { return state_.parts; }

    /// A part is stored.
    [[nodiscard]] awaitable<void> note(std::size_t part) {
        const auto executor = co_await asio::this_coro::executor;
        turn order{executor, saves_};
        co_await order.wait();
        if (!state_.parts.add(part))
            co_return;
        auto saving = store_.save(key_, state_.bytes());
        co_await std::move(saving);
    }

    /// The upload has ended, and its file is about to be used.
    [[nodiscard]] awaitable<void> end() { return store_.remove(key_); }

private:
    transfer_store& store_;
    std::size_t count_;
    std::string key_{};
    std::string content_{};
    transfer_state state_{};
    std::shared_ptr<turn_queue> saves_ = std::make_shared<turn_queue>();
};

} // namespace awaitgram::files::detail
