import { describe, expect, test } from 'vitest'
import { conflictOf, eventOutcome, isTypeMissing, outcomeOf, reasonOf } from '../src/outcomes.ts'
import type { WriteRules } from '../src/outcomes.ts'
import { httpAnswer as answer } from '@revetl/testkit'
import { change, errorList, show, thrown } from './refusals.ts'

// Each row is an answer of https://developers.intercom.com/docs/references/2.15/rest-api, a code of its list of error
// codes (read 2026-11-27), or something that is neither.

const outcome = (status: number, body: unknown, rules: WriteRules = { effect: 'written' }) => {
  try {
    return show(outcomeOf(change, answer(status, body), rules))
  } catch (error) {
    return thrown(error)
  }
}

describe('an answer to a write', () => {
  test.each([
    ['a contact', 200, { type: 'contact', id: '6762f0dd' }, 'ok | written | 6762f0dd'],
    ['an instance whose id is a number', 200, { type: 'Order', id: 22 }, 'ok | written | 22'],
    [
      'nothing about a record',
      200,
      { ok: true },
      'unknown | REV_OUTCOME_UNKNOWN | Intercom answered without saying which record it wrote.',
    ],
    [
      'an empty object',
      200,
      {},
      'unknown | REV_OUTCOME_UNKNOWN | Intercom answered without saying which record it wrote.',
    ],
    [
      'a parameter that is not known',
      400,
      errorList('bad_request', "bad 'test' parameter"),
      "rejected | REV_RECORD_REJECTED | bad 'test' parameter | bad_request",
    ],
    [
      'a value that is not allowed, of a field',
      400,
      errorList('parameter_invalid', 'Email is invalid', 'email'),
      'rejected | REV_RECORD_REJECTED | Email is invalid | email | parameter_invalid',
    ],
    [
      'a parameter that is missing',
      400,
      errorList('parameter_not_found', 'company not specified'),
      'rejected | REV_RECORD_REJECTED | company not specified | parameter_not_found',
    ],
    [
      'a limit of a contact',
      400,
      errorList('contact_company_limit_exceeded', 'The maximum of 1000 company associations'),
      'rejected | REV_RECORD_REJECTED | The maximum of 1000 company associations | contact_company_limit_exceeded',
    ],
    [
      'well-formed and invalid',
      422,
      errorList('unprocessable_entity', 'No.'),
      'rejected | REV_RECORD_REJECTED | No. | unprocessable_entity',
    ],
    [
      'a code without a message',
      400,
      errorList('data_invalid'),
      'rejected | REV_RECORD_REJECTED | data_invalid | data_invalid',
    ],
    [
      'a conflict',
      409,
      errorList('conflict', 'A contact matching those details already exists with id=5d'),
      'rejected | REV_RECORD_CONFLICT | A contact matching those details already exists with id=5d | conflict',
    ],
    [
      'a token that is not good',
      401,
      errorList('unauthorized', 'Access Token Invalid'),
      'REV_AUTH_INVALID | auth | Failed to use the API: status 401, Access Token Invalid',
    ],
    [
      'a permission that is missing',
      403,
      errorList('action_forbidden', 'No permission'),
      'REV_AUTH_SCOPE | auth | Failed to use the API: status 403, No permission',
    ],
    [
      'a feature that the plan lacks',
      403,
      errorList('api_plan_restricted', 'Active subscription needed.'),
      'REV_AUTH_SCOPE | auth | Failed to use the API: status 403, Active subscription needed.',
    ],
    [
      'an end point that is not there',
      404,
      errorList('not_found', 'Resource Not Found'),
      'REV_CONFIG_INVALID | not-applied | Failed to use the API: status 404, Resource Not Found',
    ],
    [
      'too many requests for a resource',
      429,
      errorList('too_many_requests', 'Later.'),
      'retry | REV_RECORD_TRANSIENT | quota | Later.',
    ],
    [
      'a failure of Intercom',
      500,
      errorList('server_error', 'Oops'),
      'unknown | REV_OUTCOME_UNKNOWN | Oops',
    ],
    [
      'a page',
      400,
      '<html>',
      'rejected | REV_RECORD_REJECTED | Intercom answered 400 without a reason.',
    ],
  ])('%s', (_name, status, body, expected) => {
    expect(outcome(status, body)).toBe(expected)
  })

  test('a record that is not there is what the end point makes of it', () => {
    const missing = errorList('not_found', 'User Not Found')
    expect(outcome(404, missing, { effect: 'updated', notFound: 'no-match' })).toBe(
      'skipped | no-match',
    )
  })

  test('a custom object type that is not there is the fault of the sync and not of the record', () => {
    const missing = errorList('not_found', 'Custom object type `Order` not found')
    expect(outcome(404, missing, { effect: 'deleted', notFound: 'no-match' })).toContain(
      'REV_CONFIG_INVALID',
    )
    expect(isTypeMissing(answer(404, missing))).toBe(true)
    const instance = errorList('not_found', 'Custom object instance not found')
    expect(isTypeMissing(answer(404, instance))).toBe(false)
  })

  test('several errors are told together, once each', () => {
    const errors = ['a', 'b', 'a'].map((message) => ({ code: 'data_invalid', message }))
    expect(reasonOf(answer(400, { type: 'error.list', errors })).message).toBe('a b')
  })
})

describe('a conflict', () => {
  test.each([
    ['A contact matching those details already exists with id=5ff2b0a4', '5ff2b0a4', false],
    [
      'An archived contact matching those details already exists with id=5ff25dc6',
      '5ff25dc6',
      true,
    ],
  ])('names the contact: %s', (message, id, isArchived) => {
    const response = answer(409, errorList('conflict', message))
    expect(conflictOf(response)).toEqual({ id, isArchived })
  })

  test('is none that can be resolved where no contact is named, or the status is another', () => {
    expect(conflictOf(answer(409, errorList('conflict', 'Try again.')))).toBeUndefined()
    expect(conflictOf(answer(409, '<html>'))).toBeUndefined()
    expect(conflictOf(answer(400, errorList('conflict', 'with id=5ff2b0a4')))).toBeUndefined()
  })
})

describe('an answer to an event', () => {
  test.each([
    ['accepted', 202, '', 'ok | accepted'],
    [
      'another status',
      200,
      '<html>',
      'unknown | REV_OUTCOME_UNKNOWN | Intercom answered 200, and takes events with 202.',
    ],
    [
      'a person who is not there',
      404,
      errorList('not_found', 'User Not Found'),
      'rejected | REV_RECORD_REJECTED | User Not Found | not_found',
    ],
    [
      'no name',
      400,
      errorList('parameter_not_found', 'event_name is required'),
      'rejected | REV_RECORD_REJECTED | event_name is required | parameter_not_found',
    ],
  ])('%s', (_name, status, body, expected) => {
    expect(show(eventOutcome(change, answer(status, body)))).toBe(expected)
  })
})
