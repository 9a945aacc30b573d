// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace awaitgram::testing {

/// A poll and its votes.
struct poll_record {
    api::poll poll{};
    std::int64_t creator{};
    /// The chat that it was sent to, as its creator names it.
    std::int64_t dialog{};
    std::vector<std::string> correct{};
    /// The options that each account has chosen.
    std::map<std::int64_t, std::vector<std::string>> votes{};

    [[nodiscard]] bool has_option(const std::string& option) const {
        return std::any_of(poll.answers.begin(), poll.answers.end(), [&](const auto& answer) {
            return text_of(answer) == option;
        });
    }

    /// The results as an account sees them: the counts only after it has voted, or when the poll is closed.
    [[nodiscard]] api::pollResults results(std::int64_t viewer) const {
        api::pollResults shown;
        shown.total_voters = static_cast<std::int32_t>(votes.size());
        const auto own = votes.find(viewer);
        if (own == votes.end() && !poll.closed && viewer != creator)
            return shown;
        tl::vector<api::pollAnswerVoters> counts;
        for (const auto& answer : poll.answers) {
            const auto option = text_of(answer);
            const auto chosen_by = [&option](const auto& vote) {
                return std::count(vote.second.begin(), vote.second.end(), option) != 0;
            };
            api::pollAnswerVoters count;
            count.option = tl::bytes{option};
            count.voters =
                static_cast<std::int32_t>(std::count_if(votes.begin(), votes.end(), chosen_by));
            count.chosen = own != votes.end() && chosen_by(*own);
            count.recent_voters = tl::vector<api::Peer>{};
            count.correct = std::count(correct.begin(), correct.end(), option) != 0;
            counts.push_back(std::move(count));
        }
        shown.results = std::move(counts);
        return shown;
    }

    template <class Answer>
    [[nodiscard]] static std::string text_of(const Answer& answer) {
        const auto* option = option_of(answer);
        return option == nullptr ? std::string{} : to_text(*option);
    }

    [[nodiscard]] static std::string to_text(const tl::bytes& bytes) {
        return {bytes.view().begin(), bytes.view().end()};
    }

private:
    static const tl::bytes* option_of(const api::PollAnswer& answer) {
        const auto* known = answer.get_if<api::pollAnswer>();
        return known != nullptr ? &known->option : nullptr;
    }
};

} // namespace awaitgram::testing
