/**
 * Words for one thing, a group in each line: a question with one of them also finds the others, at half their weight.
 * Left of `>` stand words that ask for what is on its right, but are not found by it: a ratio, and what it is made of.
 */
export const SYNONYMS = `
capex, capital expenditure, capital spending = purchases of property plant and equipment, additions to property
ppe, pp&e, fixed assets = property plant and equipment
balance sheet = statement of financial position, financial condition
income statement, profit and loss statement, p&l = statement of operations, statement of earnings, statement of income
cash flow statement = statement of cash flows
revenue, turnover, top line = net sales, sales, net revenues
net income, profit, bottom line = net earnings, net profit, net income attributable
operating income, operating profit, ebit = income from operations, operating earnings
cogs, cost of goods sold = cost of sales, cost of revenue, cost of products sold
sga, sg&a = selling general and administrative
r&d = research and development
d&a = depreciation and amortization
eps = earnings per share
m&a, merger = acquired, acquisitions, business combination
receivables, debtors = accounts receivable
payables, creditors = accounts payable
stock, inventory = inventories
debt, borrowings = notes payable, long term debt, loans
shareholders, stockholders = equity holders
buyback, share repurchase = repurchases of common stock, treasury stock
lawsuit, litigation = legal proceedings, legal matters, contingencies
headcount, workforce, staff = employees, persons employed, human capital
tax rate = effective income tax rate, provision for income taxes
segment, division, business unit = reportable segments
region, geography = geographic areas
guidance, forecast = outlook
layoffs, job cuts = restructuring, severance, positions eliminated
lease, rent = operating lease, right of use
intangibles = goodwill, intangible assets
products, services = offerings, product lines
customers, clients = major customers
exchange, registered, listed = securities registered, trading symbol, stock exchange
executives, leadership, management = officers, directors
dividend = cash dividends paid, dividends declared
capex, capital expenditure, depreciation, d&a, buyback, share repurchase, free cash flow > statements of cash flows, investing activities, financing activities
dividend, operating cash flow > statements of cash flows, financing activities
gross margin, cogs, cost of goods sold, operating income, operating margin, ebit, ebitda, net income, net profit, revenue, sg&a, r&d, eps > consolidated statements of operations, statements of income, statements of earnings
inventory, inventories, receivables, payables, ppe, pp&e, total assets, current assets, current liabilities, current ratio, quick ratio, working capital, goodwill > consolidated balance sheets
gross margin > gross profit, cost of sales, net sales
operating margin > operating income, net sales, income from operations
ebitda > operating income, depreciation and amortization
working capital, current ratio > total current assets, total current liabilities
quick ratio, liquidity > cash and cash equivalents, receivables, total current liabilities
inventory turnover > inventories, cost of sales
days payable, dpo > accounts payable, cost of sales
days sales outstanding, dso > accounts receivable, net sales
return on assets, roa > net income, total assets
return on equity, roe > net income, total equity
asset turnover > net sales, total assets
interest coverage > interest expense, operating income
payout ratio > cash dividends, net income
free cash flow > net cash provided by operating activities, purchases of property
leverage > total debt, total equity, total liabilities
capital intensive > capital expenditures, property plant and equipment, total assets
buy, bought, takeover = purchased, acquired, business combination
begin, started = founded, launched, commenced
increase, rise, grew = growth, higher
decrease, decline, fall = lower, reduction, drop
cause, reason = due to, driven by, because
people, patients = subjects, participants
children = pediatric, infants
cancer = tumor, carcinoma, neoplasm
heart = cardiac, cardiovascular
kidney = renal
liver = hepatic
brain = cerebral, neural
drug, medicine = medication, treatment
doctor = physician, clinician
car = vehicle, automobile
job = employment, position, work
cost, price = expense, fee
study, paper = trial, research
error = fault, failure
holiday, vacation = leave
`;
