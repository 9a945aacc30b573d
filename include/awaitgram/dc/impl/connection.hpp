// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/dc/connection.hpp>

#include <utility>

namespace awaitgram::dc {

namespace detail {

class sender_connection final : public connection {
public:
    explicit sender_connection(std::shared_ptr<rpc::sender> sender) noexcept
        : sender_(std::move(sender)) {}

    [[nodiscard]] awaitable<rpc::answer>
    call(rpc::request sent, rpc::call_options options) override {
        return sender_->call(std::move(sent), options);
    }
    [[nodiscard]] awaitable<void> run() override { return sender_->run(); }
    void stop() override { sender_->stop(); }
    [[nodiscard]] awaitable<void> replace_key(std::chrono::milliseconds limit) override {
        return sender_->replace_key(limit);
    }
    void keep_key() noexcept override { sender_->keep_key(); }
    [[nodiscard]] bool ended() const noexcept override { return sender_->ended(); }

private:
    std::shared_ptr<rpc::sender> sender_;
};

} // namespace detail

AWAITGRAM_DECL std::shared_ptr<connection> connect_sender(
    asio::any_io_executor executor, rpc::sender_options options, rpc::sender_hooks hooks
) {
    auto sender =
        std::make_shared<rpc::sender>(std::move(executor), std::move(options), std::move(hooks));
    return std::make_shared<detail::sender_connection>(std::move(sender));
}

} // namespace awaitgram::dc
