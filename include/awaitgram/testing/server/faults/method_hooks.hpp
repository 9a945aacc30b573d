// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/testing/method_hook.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace awaitgram::testing {

/// The functions that are asked before calls of a method are carried out, the one added last first.
class method_hooks {
public:
    /// Adds a function and returns its number.
    std::uint64_t add(std::uint32_t method, detail::call_hook hook) {
        hooks_.push_back(
            {++last_number_, method, std::make_shared<detail::call_hook>(std::move(hook))}
        );
        return last_number_;
    }

    void remove(std::uint64_t number) {
        std::erase_if(hooks_, [&](const entry& each) { return each.number == number; });
    }

    /// The answer of the first function that does not leave the call to the server.
    ///
    /// Errors: exceptions of the functions.
    [[nodiscard]] std::optional<api_reply>
    answer(std::uint32_t method, const tl::frame& query, std::int64_t account) {
        if (hooks_.empty())
            return std::nullopt;
        const auto asked = hooks_; // a function may remove itself and others
        for (auto each = asked.rbegin(); each != asked.rend(); ++each)
            if (each->method == method)
                if (auto reply = (*each->hook)(query, account))
                    return reply;
        return std::nullopt;
    }

private:
    struct entry {
        std::uint64_t number{};
        std::uint32_t method{};
        std::shared_ptr<detail::call_hook> hook{};
    };

    std::vector<entry> hooks_;
    std::uint64_t last_number_ = 0;
};

} // namespace awaitgram::testing
