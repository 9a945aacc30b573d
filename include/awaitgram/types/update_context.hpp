// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/types/command.hpp>

#include <memory>
#include <string_view>

namespace awaitgram {

/// What the dispatcher keeps for the events of all updates, such as conversations and states; see dispatcher/services.hpp.
class dispatch_services;

/// An update while it is handled; its events share it.
class update_context {
public:
    update_context(const update_context&) = delete;
    update_context& operator=(const update_context&) = delete;

    /// Lets the next update of the chat be handled beside this one; once is enough.
    virtual void let_next_start() = 0;

    /// Null when the dispatcher is gone.
    [[nodiscard]] virtual std::shared_ptr<dispatch_services> services() const = 0;

    /// The command that a text begins with, parsed once for all filters and handlers of the update.
    [[nodiscard]] const command_call& command_in(std::string_view text) {
        if (!parsed_ || text.data() != parsed_text_.data() || text.size() != parsed_text_.size()) {
            command_ = parse_command(text);
            parsed_text_ = text;
            parsed_ = true;
        }
        return command_;
    }

protected:
    update_context() = default;
    ~update_context() = default;

private:
    std::string_view parsed_text_{};
    command_call command_{};
    bool parsed_ = false;
};

} // namespace awaitgram
