// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/async/gate.hpp>
#include <awaitgram/core/unique_function.hpp>

#include <asio/error.hpp>

#include <exception>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

namespace awaitgram {

/// Does work that several coroutines ask for at the same time once for all of them.
///
/// The first one does it, the others share its result or its exception. When the first one is cancelled, one of the others begins anew.
template <class Value>
class single_flight {
public:
    /// The result of `work`, or of the work under way for the same key. This object outlives the call.
    [[nodiscard]] awaitable<Value> run(std::string key, unique_function<awaitable<Value>()> work) {
        for (;;) {
            const auto under_way = flights_.find(key);
            if (under_way == flights_.end())
                break;
            const auto other = under_way->second;
            co_await other->done.wait();
            if (other->error)
                std::rethrow_exception(other->error);
            if (other->value)
                co_return *other->value;
        }
        const auto own = std::make_shared<flight>();
        flights_.emplace(key, own);
        try {
            own->value = co_await work();
        } catch (const std::system_error& problem) {
            if (problem.code() != asio::error::operation_aborted)
                own->error = std::current_exception();
            land(key, *own);
            throw;
        } catch (...) {
            own->error = std::current_exception();
            land(key, *own);
            throw;
        }
        land(key, *own);
        co_return *own->value;
    }

    [[nodiscard]] bool empty() const noexcept { return flights_.empty(); }

private:
    struct flight {
        gate done{};
        std::optional<Value> value{};
        std::exception_ptr error{};
    };

    void land(const std::string& key, flight& own) {
        flights_.erase(key);
        own.done.open();
    }

    std::map<std::string, std::shared_ptr<flight>> flights_{};
};

} // namespace awaitgram
