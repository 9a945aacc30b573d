// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/session/any.hpp>
#include <awaitgram/session/sqlite.hpp>

#include <string>
#include <utility>

namespace awaitgram {

AWAITGRAM_DECL any_session::any_session(std::string path)
    : any_session(sqlite_session::unopened(std::move(path))) {}

} // namespace awaitgram
