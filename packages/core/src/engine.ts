import type { Login, LoginMethod, LoginStatus } from '@revetl/http'
import type { RevError, Value } from '@revetl/sdk'
import type { Desk } from './desk.ts'
import type { DiscoveryReport } from './discovery-report.ts'
import type { ModelFinding, ModelPreview, ModelReport } from './model-reports.ts'
import type { ReadBackReport } from './read-back-report.ts'
import type {
  CheckReport,
  PlanReport,
  RecordHistory,
  RunProgress,
  RunReport,
  StateMove,
  StateReport,
} from './reports.ts'

/** How to plan. */
export interface PlanOptions {
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: RunProgress) => void
  /** Everything counts as changed: a full resync. */
  readonly isFull?: boolean
  /** Changes with values in the report; default 5. */
  readonly samplesMax?: number
}

/** How to run. */
export interface RunOptions extends PlanOptions {
  /** Takes the model's records as delivered and sends nothing. */
  readonly isBaseline?: boolean
  /** Runs only if the plan has this hash; it also confirms what the guard stopped. */
  readonly planHash?: string
  /** Waits for the end of another run of the sync instead of giving up, in milliseconds; default 0. */
  readonly leaseWaitMs?: number
}

/** How to read back what was delivered. */
export interface VerifyOptions {
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: RunProgress) => void
  /** Records to read back, at most; default what the sync says, else 100. */
  readonly sampleMax?: number
}

/** How a connection signs in. */
export interface ConnectionLogin {
  readonly connection: string
  readonly kind: 'source' | 'destination'
  readonly vendor: string
  /** Whether its credentials stand in the configuration, so that nobody logs in. */
  readonly isConfigured: boolean
  /** Ways in which users can log in. */
  readonly methods: readonly LoginMethod[]
  /** Undefined where nobody is logged in. */
  readonly status: LoginStatus | undefined
  /** What objects in use need and the login was not granted. */
  readonly missingScopes: readonly string[]
  /** Why it could not be told. */
  readonly error?: RevError
}

/** A connection that is ready to be logged in to, or out of. */
export interface OpenLogin extends AsyncDisposable {
  readonly connection: string
  readonly vendor: string
  readonly login: Login
  /** What the objects in use need. */
  readonly scopes: readonly string[]
}

/** What came of logging out. */
export interface Logout {
  readonly connection: string
  readonly vendor: string
  /** `forgotten`: the vendor has no way to take tokens back, or did not say that it did. */
  readonly ended: 'revoked' | 'forgotten' | 'absent'
  /** Whether the credentials of rev.yaml are used from now on. */
  readonly isConfigured: boolean
}

/** The runtime of one project. Every method may throw a `RevError`; `run` reports failures of the run itself instead. */
export interface Engine extends Desk {
  /** Tries connections, compares mappings with models and discovered objects. Writes nothing but scratch schemas that syncs ask for. */
  check(options: {
    readonly syncs?: readonly string[]
    readonly signal?: AbortSignal
  }): Promise<CheckReport>
  /**
   * What a connection has to offer: the tables of a source, the objects of a destination, or one object with all its
   * fields. Writes nothing.
   * @throws `REV_CONFIG_REFERENCE` where there is no such connection or object
   */
  discover(
    connection: string,
    options?: { readonly object?: string; readonly signal?: AbortSignal },
  ): Promise<DiscoveryReport>
  /** What a model is, with the columns that its source describes. Also finds a model of dbt that no sync names. */
  model(name: string, options?: { readonly signal?: AbortSignal }): Promise<ModelReport>
  /** The first rows that the source gives. */
  previewModel(
    name: string,
    options: { readonly rowsMax: number; readonly signal?: AbortSignal },
  ): Promise<ModelPreview>
  /** What in models is probably not meant; `hasData` reads their rows to look at the keys. */
  lintModels(options: {
    readonly models?: readonly string[]
    readonly hasData: boolean
    readonly signal?: AbortSignal
  }): Promise<readonly ModelFinding[]>
  /** What a run would do. Writes nothing anywhere that a later run would see. */
  plan(sync: string, options?: PlanOptions): Promise<PlanReport>
  /** One run, start to end. */
  run(sync: string, options?: RunOptions): Promise<RunReport>
  /**
   * Reads a sample of the delivered records back and compares them with what was delivered. Writes nothing anywhere.
   * @throws `REV_CONFIG_MODE` where they cannot be read back, `REV_STATE_BUSY` and `REV_RUN_INCOMPLETE` where a run of the
   * sync goes on or did not end
   */
  verify(sync: string, options?: VerifyOptions): Promise<ReadBackReport>
  /** What is known of a record, in every sync or in one. */
  row(options: {
    readonly sync?: string
    readonly key: readonly Value[]
  }): Promise<readonly RecordHistory[]>
  /** How many records and rejects a reset would forget. */
  resetPreview(
    sync: string,
  ): Promise<{ readonly recordsDelivered: number; readonly rejects: number }>
  /** Where it is remembered what each sync, or one, delivered. */
  state(sync?: string): Promise<readonly StateReport[]>
  /** Copies what a sync delivered to the other engine and lets it go where it was. Sends nothing. */
  moveState(sync: string, to: 'local' | 'warehouse', signal?: AbortSignal): Promise<StateMove>
  /** Forgets what was delivered, so that the next run sends everything. Deletes nothing at the destination. */
  reset(sync: string): Promise<void>
  /** How each connection signs in. Sends nothing. */
  logins(): Promise<readonly ConnectionLogin[]>
  /** Opens the login of a connection. @throws `REV_AUTH_LOGIN` where users do not log in to it */
  openLogin(connection: string): Promise<OpenLogin>
  /** Gives the tokens of a connection back to its vendor, and forgets them; also those of a grant in rev.yaml. */
  logout(connection: string): Promise<Logout>
}
