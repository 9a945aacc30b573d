// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/rpc/error.hpp>
#include <awaitgram/rpc/invoker.hpp>
#include <awaitgram/tl/codec.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <stdexcept>
#include <utility>
#include <vector>

namespace awaitgram::tests {

/// Gives the answers that a test has queued, one per call, and notes the requests and what it learns from the answers.
class fixed_invoker final : public rpc::invoker {
public:
    [[nodiscard]] awaitable<rpc::answer> call(rpc::request sent, rpc::call_options) override {
        requests.push_back(std::move(sent));
        if (answers.empty())
            throw std::logic_error("no answer is queued");
        auto next = std::move(answers.front());
        answers.pop_front();
        co_return next;
    }

    void learn(const tl::vector<api::User>* users, const tl::vector<api::Chat>* chats) override {
        user_lists += users != nullptr ? 1 : 0;
        chat_lists += chats != nullptr ? 1 : 0;
    }

    void affected(std::int64_t channel, std::int32_t pts, std::int32_t pts_count) override {
        effects.push_back({channel, pts, pts_count});
    }
    void found_updates(tl::frame updates) override { inner_updates.push_back(std::move(updates)); }

    struct effect {
        std::int64_t channel;
        std::int32_t pts;
        std::int32_t pts_count;
        friend bool operator==(const effect&, const effect&) = default;
    };

    template <class T>
    void add(const T& value) {
        answers.emplace_back(tl::frame{tl::encoded(value)});
    }
    void add(const rpc_error& refusal) { answers.emplace_back(failure{refusal}); }

    std::deque<rpc::answer> answers{};
    std::vector<rpc::request> requests{};
    std::vector<effect> effects{};
    std::vector<tl::frame> inner_updates{};
    int user_lists = 0;
    int chat_lists = 0;
};

} // namespace awaitgram::tests
