// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/rpc/middleware/log.hpp>

#include <memory>
#include <string>
#include <utility>

namespace awaitgram::rpc {

AWAITGRAM_DECL void call_log::write(const request& sent) const {
    if (log_)
        log_(
            log_level::debug,
            "calling " + std::string{sent.name()} + ", " + std::to_string(sent.body().size()) +
                " bytes"
        );
}

AWAITGRAM_DECL middleware_factory log_calls(log_sink log) {
    return [log = std::move(log)](invoker& inner) -> std::unique_ptr<middleware> {
        return std::make_unique<call_log>(inner, log);
    };
}

} // namespace awaitgram::rpc
