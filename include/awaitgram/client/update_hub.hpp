// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/client/update_cursor.hpp>
#include <awaitgram/rpc/update_sink.hpp>

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace awaitgram {

/// Forwards updates and related events to the sink that a client was constructed with, and updates to every cursor.
class update_hub final : public rpc::update_sink {
public:
    /// `first` outlives this; may be null.
    update_hub(asio::any_io_executor executor, rpc::update_sink* first)
        : executor_(std::move(executor)), first_(first) {}
    update_hub(const update_hub&) = delete;
    update_hub& operator=(const update_hub&) = delete;
    /// Ends all cursors.
    ~update_hub();

    void on_updates(tl::frame updates, rpc::update_origin from) override {
        if (!queues_->empty())
            distribute(updates, from);
        if (first_ != nullptr)
            first_->on_updates(std::move(updates), from);
    }
    void on_affected(std::int64_t channel, std::int32_t pts, std::int32_t pts_count) override {
        if (first_ != nullptr)
            first_->on_affected(channel, pts, pts_count);
    }
    void on_gap() override {
        if (first_ != nullptr)
            first_->on_gap();
    }
    void on_signed_in() override {
        if (first_ != nullptr)
            first_->on_signed_in();
    }
    void on_channel_lost(std::int64_t channel) override {
        if (first_ != nullptr)
            first_->on_channel_lost(channel);
    }

    /// Passes nothing on to the client's sink any more.
    void detach() noexcept { first_ = nullptr; }

    /// A new cursor, which ends with the next scope.
    [[nodiscard]] update_cursor subscribe(update_cursor_options options);

    /// Ends all cursors on destruction; may outlive the hub in a coroutine that is destroyed with its executor.
    class end_scope;
    [[nodiscard]] end_scope end_cursors();

private:
    using queue_list = std::vector<std::weak_ptr<detail::update_queue>>;

    void distribute(const tl::frame& updates, rpc::update_origin from);

    asio::any_io_executor executor_;
    rpc::update_sink* first_;
    std::shared_ptr<queue_list> queues_ = std::make_shared<queue_list>();
};

class update_hub::end_scope {
public:
    end_scope(const end_scope&) = delete;
    end_scope& operator=(const end_scope&) = delete;
    ~end_scope();

private:
    friend update_hub;
    explicit end_scope(std::shared_ptr<queue_list> queues) noexcept : queues_(std::move(queues)) {}

    std::shared_ptr<queue_list> queues_;
};

} // namespace awaitgram
