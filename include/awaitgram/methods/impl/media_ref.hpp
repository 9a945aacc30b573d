// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/media_ref.hpp>

#include <stdexcept>
#include <utility>

namespace awaitgram {

namespace detail {

[[nodiscard]] inline api::InputGeoPoint input_point(const api::GeoPoint& point) {
    const auto* known = point.get_if<api::geoPoint>();
    if (known == nullptr)
        return api::inputGeoPointEmpty{};
    api::inputGeoPoint input{};
    input.lat = known->lat;
    input.long_ = known->long_;
    return input;
}

[[nodiscard]] inline api::InputMedia again(const api::messageMediaPhoto& shown) {
    const auto* photo = shown.photo ? shown.photo->get_if<api::photo>() : nullptr;
    if (photo == nullptr)
        return {};
    api::inputPhoto id{};
    id.id = photo->id;
    id.access_hash = photo->access_hash;
    id.file_reference = photo->file_reference;
    api::inputMediaPhoto input{};
    input.id = id;
    input.spoiler = shown.spoiler;
    return input;
}

[[nodiscard]] inline api::InputMedia again(const api::messageMediaDocument& shown) {
    const auto* file = shown.document ? shown.document->get_if<api::document>() : nullptr;
    if (file == nullptr)
        return {};
    api::inputDocument id{};
    id.id = file->id;
    id.access_hash = file->access_hash;
    id.file_reference = file->file_reference;
    api::inputMediaDocument input{};
    input.id = id;
    input.spoiler = shown.spoiler;
    return input;
}

[[nodiscard]] inline api::InputMedia again(const api::messageMediaGeo& shown) {
    api::inputMediaGeoPoint input{};
    input.geo_point = input_point(shown.geo);
    return input;
}

/// Where it was last.
[[nodiscard]] inline api::InputMedia again(const api::messageMediaGeoLive& shown) {
    api::inputMediaGeoPoint input{};
    input.geo_point = input_point(shown.geo);
    return input;
}

[[nodiscard]] inline api::InputMedia again(const api::messageMediaVenue& shown) {
    api::inputMediaVenue input{};
    input.geo_point = input_point(shown.geo);
    input.title = shown.title;
    input.address = shown.address;
    input.provider = shown.provider;
    input.venue_id = shown.venue_id;
    input.venue_type = shown.venue_type;
    return input;
}

[[nodiscard]] inline api::InputMedia again(const api::messageMediaContact& shown) {
    api::inputMediaContact input{};
    input.phone_number = shown.phone_number;
    input.first_name = shown.first_name;
    input.last_name = shown.last_name;
    input.vcard = shown.vcard;
    return input;
}

[[nodiscard]] inline api::InputMedia again(const api::messageMediaDice& shown) {
    api::inputMediaDice input{};
    input.emoticon = shown.emoticon;
    return input;
}

/// A new poll with the same question and answers, without votes. The right answer of a quiz is known to those who have voted: without
/// it, it becomes a plain poll.
[[nodiscard]] inline api::InputMedia again(const api::messageMediaPoll& shown) {
    api::inputMediaPoll input{};
    input.poll = shown.poll;
    input.poll.id = 0;
    input.poll.hash = 0;
    input.poll.closed = false;
    input.poll.creator = false;
    input.poll.answers = {};
    for (const auto& each : shown.poll.answers)
        if (const auto* answer = each.get_if<api::pollAnswer>()) {
            api::inputPollAnswer same{};
            same.text = answer->text;
            input.poll.answers.push_back(std::move(same));
        }
    tl::vector<std::int32_t> right;
    if (shown.results.results)
        for (std::int32_t at = 0; const auto& each : *shown.results.results) {
            if (each.correct)
                right.push_back(at);
            ++at;
        }
    if (right.empty())
        input.poll.quiz = false;
    else
        input.correct_answers = std::move(right);
    return input;
}

} // namespace detail

AWAITGRAM_DECL api::InputMedia media_ref::input() const {
    if (raw_ != nullptr)
        return *raw_;
    api::InputMedia input;
    if (received_ != nullptr && !received_->empty())
        received_->visit([&input](const auto& shown) {
            if constexpr (requires { detail::again(shown); })
                input = detail::again(shown);
        });
    if (input.empty())
        throw std::logic_error(
            "awaitgram: a message without media, or with media of this kind, cannot be sent again "
            "as media"
        );
    return input;
}

AWAITGRAM_DECL api::InputMedia photo_at(std::string_view url) {
    api::inputMediaPhotoExternal photo{};
    photo.url = url;
    return photo;
}

AWAITGRAM_DECL api::InputMedia document_at(std::string_view url) {
    api::inputMediaDocumentExternal file{};
    file.url = url;
    return file;
}

} // namespace awaitgram
