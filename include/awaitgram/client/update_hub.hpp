// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/client/detail/update_stream.hpp>
#include <awaitgram/core/unique_function.hpp>
#include <awaitgram/rpc/update_sink.hpp>
#include <awaitgram/updates/polled_channels.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <utility>

namespace awaitgram {

/// Forwards updates and related events to the sink that a client was constructed with, and to the stream of its cursors, if there is one.
class update_hub final : public rpc::update_sink {
public:
    /// `first` outlives this; may be null.
    explicit update_hub(rpc::update_sink* first) noexcept : first_(first) {}
    update_hub(const update_hub&) = delete;
    update_hub& operator=(const update_hub&) = delete;
    /// Ends the cursors.
    ~update_hub() { end_stream(); }

    void on_updates(tl::frame updates, rpc::update_origin from) override {
        if (on_pushed && from == rpc::update_origin::pushed)
            on_pushed(updates);
        if (auto* ordered = manager())
            ordered->on_updates(updates, from);
        if (first_ != nullptr)
            first_->on_updates(std::move(updates), from);
    }
    void on_affected(std::int64_t channel, std::int32_t pts, std::int32_t pts_count) override {
        each([=](rpc::update_sink& sink) { sink.on_affected(channel, pts, pts_count); });
    }
    void on_gap() override {
        each([](rpc::update_sink& sink) { sink.on_gap(); });
    }
    void on_time(std::chrono::nanoseconds ahead) override {
        if (first_ != nullptr)
            first_->on_time(ahead);
    }
    void on_signed_in() override {
        each([](rpc::update_sink& sink) { sink.on_signed_in(); });
    }
    void on_channel_lost(std::int64_t channel) override {
        each([channel](rpc::update_sink& sink) { sink.on_channel_lost(channel); });
    }
    void on_poll(std::int64_t channel, std::chrono::seconds every) override {
        polled_.set(channel, every);
        each([=](rpc::update_sink& sink) { sink.on_poll(channel, every); });
    }
    [[nodiscard]] bool orders_updates() const noexcept override {
        return first_ != nullptr && first_->orders_updates();
    }

    /// Passes nothing on to the client's sink any more.
    void detach() noexcept { first_ = nullptr; }

    /// What the cursors read; null for nothing.
    [[nodiscard]] const std::shared_ptr<detail::update_stream>& stream() const noexcept {
        return stream_;
    }
    void set_stream(std::shared_ptr<detail::update_stream> added) noexcept {
        stream_ = std::move(added);
    }
    void end_stream() {
        if (const auto ended = std::exchange(stream_, nullptr))
            ended->close();
    }

    /// Sees pushed updates before the sinks, while a sign-in waits for one.
    unique_function<void(const tl::frame&)> on_pushed{};

    /// The channels to be polled.
    [[nodiscard]] const updates::polled_channels& polled() const noexcept { return polled_; }

private:
    [[nodiscard]] updates::manager* manager() const noexcept {
        return stream_ ? stream_->manager() : nullptr;
    }
    template <class Call>
    void each(Call call) {
        if (auto* ordered = manager())
            call(*ordered);
        if (first_ != nullptr)
            call(*first_);
    }

    rpc::update_sink* first_;
    std::shared_ptr<detail::update_stream> stream_{};
    updates::polled_channels polled_{};
};

} // namespace awaitgram
