// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/peers.hpp>
#include <awaitgram/testing/server/world/polls.hpp>
#include <awaitgram/testing/server/world/stored_message.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

namespace awaitgram::testing {

/// The media that a message shows, with its poll added to the world; null when the server has no such media.
[[nodiscard]] inline std::shared_ptr<message_extras>
shown_media(api_call& call, const place& to, const api::InputMedia& input) {
    auto extras = std::make_shared<message_extras>();
    if (const auto* contact = input.get_if<api::inputMediaContact>()) {
        api::messageMediaContact shown;
        shown.phone_number = contact->phone_number;
        shown.first_name = contact->first_name;
        shown.last_name = contact->last_name;
        shown.vcard = contact->vcard;
        extras->media = std::move(shown);
    } else if (const auto* dice = input.get_if<api::inputMediaDice>()) {
        api::messageMediaDice shown;
        shown.emoticon = dice->emoticon;
        shown.value =
            1 + static_cast<std::int32_t>(static_cast<std::uint64_t>(call.random_number()) % 6);
        extras->media = std::move(shown);
    } else if (const auto* point = input.get_if<api::inputMediaGeoPoint>();
               point != nullptr && point->geo_point.is<api::inputGeoPoint>()) {
        api::geoPoint geo;
        geo.lat = point->geo_point.get_if<api::inputGeoPoint>()->lat;
        geo.long_ = point->geo_point.get_if<api::inputGeoPoint>()->long_;
        api::messageMediaGeo shown;
        shown.geo = geo;
        extras->media = std::move(shown);
    } else if (const auto* asked = input.get_if<api::inputMediaPoll>()) {
        poll_record record;
        record.poll = asked->poll;
        record.poll.id = call.accounts.unique_number() + (std::int64_t{1} << 50);
        record.creator = call.self->id;
        record.dialog = to.dialog();
        tl::vector<api::PollAnswer> answers;
        for (const auto& each : asked->poll.answers) {
            api::pollAnswer shown;
            if (const auto* given = each.get_if<api::pollAnswer>())
                shown = *given;
            else if (const auto* wanted = each.get_if<api::inputPollAnswer>())
                shown.text = wanted->text;
            if (shown.option.view().empty())
                shown.option = tl::bytes{std::to_string(answers.size())};
            answers.push_back(std::move(shown));
        }
        record.poll.answers = std::move(answers);
        if (asked->correct_answers)
            for (const auto at : *asked->correct_answers)
                if (at >= 0 && static_cast<std::size_t>(at) < record.poll.answers.size())
                    record.correct.push_back(
                        poll_record::text_of(record.poll.answers[static_cast<std::size_t>(at)])
                    );
        extras->poll = record.poll.id;
        (void)call.accounts.add_poll(std::move(record));
    } else {
        return nullptr;
    }
    return extras;
}

} // namespace awaitgram::testing
