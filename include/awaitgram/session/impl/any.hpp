// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/core/uncaught.hpp>
#include <awaitgram/session/any.hpp>
#include <awaitgram/session/sqlite.hpp>

#include <exception>
#include <string>
#include <utility>

namespace awaitgram {

namespace detail {

/// Opens a session in main, where nothing catches and prints an error.
[[nodiscard]] inline sqlite_session open_session(std::string path) {
    try {
        return sqlite_session(std::move(path));
    } catch (...) {
        throw_reported(std::current_exception());
    }
}

} // namespace detail

AWAITGRAM_DECL any_session::any_session(std::string path)
    : any_session(detail::open_session(std::move(path))) {}

} // namespace awaitgram
