// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/rpc/error.hpp>
#include <awaitgram/rpc/invoker.hpp>
#include <awaitgram/tl/codec.hpp>
#include <awaitgram/tl/concepts.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "replay.hpp"

namespace awaitgram::tests {

/// Answers requests from a table, without a server. Each call is a step of the script, named after its method.
///
/// A step that fails with an rpc_error is a refusal by Telegram; any other exception is a connection failure.
class scripted_invoker final : public rpc::invoker {
public:
    explicit scripted_invoker(script& steps) : steps_(&steps) {}

    /// Answers every request of this method with `value`.
    template <tl::function F>
    void answer(const typename F::tl_result& value) {
        answers_[F::tl_id] = [bytes = tl::encoded(value)](const tl::frame&) { return bytes; };
    }

    /// Answers every request of this method with the result of `reply`; an rpc_error that it throws is a refusal.
    template <tl::function F>
    void answer_with(std::function<typename F::tl_result(const F&)> reply) {
        answers_[F::tl_id] = [reply = std::move(reply)](const tl::frame& body) {
            const auto asked = tl::decode<F>(body);
            if (!asked)
                throw std::logic_error(std::string{"cannot decode "} + F::tl_line);
            return tl::encoded(reply(**asked));
        };
    }

    /// Answers every request of the method with this id, such as one around another method, with bytes.
    void answer_raw(std::uint32_t id, std::function<byte_buffer(const tl::frame&)> reply) {
        answers_[id] = std::move(reply);
    }

    [[nodiscard]] awaitable<rpc::answer> call(rpc::request sent, rpc::call_options) override {
        calls_.emplace_back(sent.method());
        const std::string method = calls_.back();
        try {
            co_await steps_->step(method.substr(0, method.find_first_of("# ")));
            co_return rpc::answer{tl::frame{reply_to(sent)}};
        } catch (const rpc_error& refusal) {
            co_return rpc::answer{failure{refusal}};
        }
    }

    /// The names of the methods that were called, in order.
    [[nodiscard]] const std::vector<std::string>& calls() const noexcept { return calls_; }

private:
    byte_buffer reply_to(const rpc::request& sent) const {
        const auto bytes = sent.body().bytes();
        std::uint32_t id = 0;
        for (std::size_t at = 0; at < sizeof id && at < bytes.size(); ++at)
            id |= std::uint32_t{bytes[at]} << (8 * at);
        const auto answer = answers_.find(id);
        if (answer == answers_.end())
            throw std::logic_error(std::string{"no answer is scripted for "} + sent.method());
        return answer->second(sent.body());
    }

    script* steps_;
    std::map<std::uint32_t, std::function<byte_buffer(const tl::frame&)>> answers_;
    std::vector<std::string> calls_;
};

} // namespace awaitgram::tests
