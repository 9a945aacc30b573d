// SPDX-License-Identifier: MIT
#pragma once

namespace awaitgram {

/// The place that an update takes in the order of its chat while its handlers run.
class chat_turn {
public:
    chat_turn(const chat_turn&) = delete;
    chat_turn& operator=(const chat_turn&) = delete;

    /// Lets the next update of the chat be handled beside this one; once is enough.
    virtual void let_next_start() = 0;

protected:
    chat_turn() = default;
    ~chat_turn() = default;
};

} // namespace awaitgram
