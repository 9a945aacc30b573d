// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/types/command.hpp>

#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram {

/// What the dispatcher keeps for the events of all updates, such as conversations and states; see dispatcher/services.hpp.
class dispatch_services;

class callback_query;

namespace updates {
class delivery_token;
}

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

    /// Has the update of an answer that the handler of this one waited for count as handled with this one.
    void take_over(const update_context& answer) {
        answers_.insert(answers_.end(), answer.deliveries.begin(), answer.deliveries.end());
    }
    /// What was taken over; released when the update is handled.
    [[nodiscard]] std::vector<std::shared_ptr<updates::delivery_token>>& answers() noexcept {
        return answers_;
    }

    /// The update whose handler took this one as an answer.
    std::weak_ptr<update_context> asker{};

    /// Held until the update is handled, several for an album; set while it is offered to those who wait for it.
    std::vector<std::shared_ptr<updates::delivery_token>> deliveries{};

    /// Has a press that the handler of this update waited for answered by itself when that handler has ended, unless it was answered.
    void take_press(std::shared_ptr<const callback_query> press) {
        presses_.push_back(std::move(press));
    }
    [[nodiscard]] std::vector<std::shared_ptr<const callback_query>>& presses() noexcept {
        return presses_;
    }

    /// Notes that the press of a button was answered, so that it needs no automatic answer.
    void mark_answered() noexcept { answered_ = true; }
    [[nodiscard]] bool answered() const noexcept { return answered_; }

protected:
    update_context() = default;
    ~update_context() = default;

private:
    std::vector<std::shared_ptr<updates::delivery_token>> answers_{};
    std::vector<std::shared_ptr<const callback_query>> presses_{};
    std::string_view parsed_text_{};
    command_call command_{};
    bool parsed_ = false;
    bool answered_ = false;
};

} // namespace awaitgram
