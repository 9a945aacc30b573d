// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/sqlite.hpp>

#include <string>

#include "../support/run.hpp"

namespace awaitgram::tests {

/// The content of a session file.
inline session_data content_of(const std::string& path, const sqlite_options& options = {}) {
    session_data content;
    run([&]() -> awaitable<void> {
        sqlite_session storage{path, options};
        content = co_await storage.data();
        co_await storage.close();
    });
    return content;
}

} // namespace awaitgram::tests
