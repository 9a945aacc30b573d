// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/log.hpp>
#include <awaitgram/rpc/middleware/middleware.hpp>

#include <utility>

namespace awaitgram::rpc {

/// Logs the name and the size of every request at debug level.
class call_log final : public middleware {
public:
    call_log(invoker& inner, log_sink log) : middleware(inner), log_(std::move(log)) {}

    [[nodiscard]] awaitable<answer> call(request sent, call_options options) override {
        write(sent);
        return inner().call(std::move(sent), options);
    }

private:
    void write(const request& sent) const;

    log_sink log_;
};

/// For `client_config::middleware`: a line per call. Its level is debug, which `log_to_stderr(log_level::debug)` prints.
[[nodiscard]] middleware_factory log_calls(log_sink log);

} // namespace awaitgram::rpc
