// SPDX-License-Identifier: MIT
#include <awaitgram/client/update_hub.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <utility>
#include <vector>

using namespace awaitgram;
using namespace std::chrono_literals;

namespace {

/// Counts what arrives.
struct counting_sink final : rpc::update_sink {
    void on_updates(tl::frame, rpc::update_origin) override { ++updates; }
    void on_affected(std::int64_t, std::int32_t, std::int32_t) override { ++effects; }
    void on_gap() override { ++gaps; }
    void on_signed_in() override { ++logins; }
    void on_time(std::chrono::nanoseconds by) override { ahead = by; }
    void on_channel_lost(std::int64_t channel) override { lost.push_back(channel); }
    void on_poll(std::int64_t channel, std::chrono::seconds every) override {
        polled.emplace_back(channel, every);
    }

    int updates = 0;
    int effects = 0;
    int gaps = 0;
    int logins = 0;
    std::chrono::nanoseconds ahead{};
    std::vector<std::int64_t> lost{};
    std::vector<std::pair<std::int64_t, std::chrono::seconds>> polled{};
};

void report_everything(update_hub& hub) {
    hub.on_updates(tl::frame{}, rpc::update_origin::pushed);
    hub.on_affected(0, 1, 1);
    hub.on_gap();
    hub.on_signed_in();
    hub.on_time(std::chrono::hours{1});
    hub.on_channel_lost(9);
    hub.on_poll(8, 5s);
}

} // namespace

TEST_CASE("the sink of a client gets everything that concerns updates, until it is detached") {
    counting_sink sink;
    update_hub hub{&sink};
    report_everything(hub);
    hub.detach();
    report_everything(hub);

    CHECK(sink.updates == 1);
    CHECK(sink.effects == 1);
    CHECK(sink.gaps == 1);
    CHECK(sink.ahead == std::chrono::hours{1});
    CHECK(sink.logins == 1);
    CHECK(sink.lost == std::vector<std::int64_t>{9});
    CHECK(sink.polled == std::vector<std::pair<std::int64_t, std::chrono::seconds>>{{8, 5s}});
}

TEST_CASE("the channels to be polled are kept for a manager that begins later") {
    update_hub hub{nullptr};
    hub.on_poll(8, 5s);
    hub.on_poll(9, 6s);
    hub.on_poll(8, 7s);
    hub.on_poll(9, 0s);
    counting_sink manager;
    hub.polled().apply_to(manager);
    CHECK(manager.polled == std::vector<std::pair<std::int64_t, std::chrono::seconds>>{{8, 7s}});
}
